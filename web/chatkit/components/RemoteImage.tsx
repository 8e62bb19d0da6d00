import { ImageOff } from "lucide-react";
import { useState, type CSSProperties } from "react";
import { useLanguage, useThread } from "../context";
import { imageSource } from "../markdown/links";

const NO_DOMAINS: readonly string[] = [];

interface RemoteImageProps {
  src: unknown;
  alt: string;
  className?: string;
  style?: CSSProperties;
  /** No room for words: the host is in the name of the button. */
  small?: boolean;
}

/**
 * Security: an image from elsewhere is a request that tells its host what the text was about. It is loaded
 * only when the thread allows the host or the user asks for it.
 */
export function RemoteImage({ src, alt, className = "picture", style, small = false }: RemoteImageProps) {
  const { t } = useLanguage();
  const [wanted, setWanted] = useState(false);
  const allowed = useThread((state) => state.thread?.allowed_image_domains ?? NO_DOMAINS);
  const source = imageSource(src, allowed, location.href);
  if (!source) return <span className="muted">{alt}</span>;
  if (source.kind === "own" || wanted) {
    return (
      <img className={className} style={style} src={source.src} alt={alt} referrerPolicy="no-referrer" />
    );
  }
  const load = t("image.load", { host: source.host });
  if (small) {
    return (
      <button
        type="button"
        className="icon-button small"
        aria-label={load}
        title={load}
        onClick={() => setWanted(true)}
      >
        <ImageOff aria-hidden />
      </button>
    );
  }
  return (
    <button type="button" className="blocked-image" onClick={() => setWanted(true)} title={source.src}>
      <ImageOff aria-hidden />
      <span>
        {alt && <span className="blocked-alt">{alt}</span>}
        <span>{load}</span>
      </span>
    </button>
  );
}
