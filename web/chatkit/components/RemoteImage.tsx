import { ImageOff } from "lucide-react";
import { useEffect, useState, type CSSProperties } from "react";
import { useChat, useLanguage, useStore, useThread } from "../context";
import { imageSource } from "../markdown/links";
import { toError } from "../state/host";

const NO_DOMAINS: readonly string[] = [];

interface Looks {
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
export function RemoteImage({ src, ...looks }: Looks & { src: unknown }) {
  const [asked, setAsked] = useState(0);
  const allowed = useThread((state) => state.thread?.allowed_image_domains ?? NO_DOMAINS);
  const source = imageSource(src, allowed, location.href);
  if (!source) return <span className="muted">{looks.alt}</span>;
  if (source.kind === "own") return <Picture {...looks} src={source.src} />;
  const ask = () => setAsked(asked + 1);
  if (source.kind === "foreign" && asked === 0) return <Missing {...looks} {...source} ask={ask} />;
  return <Foreign key={asked} {...looks} {...source} ask={ask} />;
}

interface From {
  src: string;
  host: string;
  ask: () => void;
}

function Foreign({ src, host, ask, ...looks }: Looks & From) {
  const { t } = useLanguage();
  const { chat } = useChat();
  const { loadImage } = useStore(chat.extras.store);
  const [failure, setFailure] = useState<string | null>(null);
  const loaded = useLoaded(src, loadImage, setFailure);
  if (failure !== null) return <Missing {...looks} src={src} host={host} ask={ask} failure={failure} />;
  if (loaded === null) return <Missing {...looks} src={src} host={host} loading />;
  return <Picture {...looks} src={loaded} onError={() => setFailure(t("image.failed"))} />;
}

/** Where the image is once it is there: at its own address, unless the page loads it for us. */
function useLoaded(
  address: string,
  load: ((address: string) => Promise<Blob>) | undefined,
  fail: (reason: string) => void,
): string | null {
  const [loaded, setLoaded] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    let url: string | null = null;
    const show = (image: Blob) => {
      if (current) setLoaded((url = URL.createObjectURL(image)));
    };
    load?.(address).then(show, (reason: unknown) => {
      if (current) fail(toError(reason).message);
    });
    return () => {
      current = false;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [address, load, fail]);
  return load ? loaded : address;
}

function Picture(props: Looks & { src: string; onError?: () => void }) {
  const { src, alt, className = "picture", style, onError } = props;
  return (
    <img
      className={className}
      style={style}
      src={src}
      alt={alt}
      referrerPolicy="no-referrer"
      onError={onError}
    />
  );
}

interface MissingProps extends Looks {
  src: string;
  host: string;
  ask?: () => void;
  loading?: boolean;
  failure?: string;
}

function Missing({ src, host, alt, ask, small = false, loading = false, failure }: MissingProps) {
  const { t } = useLanguage();
  const load = t("image.load", { host });
  const mark = loading ? <span className="spinner" aria-hidden /> : <ImageOff aria-hidden />;
  const says = failure ? `${failure} ${load}` : load;
  const state = { disabled: loading, "aria-busy": loading, onClick: ask };
  if (small) {
    return (
      <button type="button" className="icon-button small" aria-label={says} title={says} {...state}>
        {mark}
      </button>
    );
  }
  return (
    <button type="button" className="blocked-image" title={src} {...state}>
      {mark}
      <span>
        {alt && <span className="blocked-alt">{alt}</span>}
        {failure && <span role="alert">{failure}</span>}
        <span>{load}</span>
      </span>
    </button>
  );
}
