import type { GeneratedImage as Item } from "../protocol/items";
import { useLanguage } from "../context";
import { RemoteImage } from "./RemoteImage";

export function GeneratedImage({ item, active }: { item: Item; active: boolean }) {
  const { t } = useLanguage();
  return (
    <figure className="generated-image">
      {item.url !== null && <Picture url={item.url} alt={t("image.generated")} />}
      {active && (
        <figcaption>
          <progress value={item.progress ?? undefined} max={1} aria-label={t("image.generating")} />
          {t("image.generating")}
        </figcaption>
      )}
    </figure>
  );
}

/** The server may keep an image as a `data:` address, which loads nothing. */
function Picture({ url, alt }: { url: string; alt: string }) {
  if (url.startsWith("data:image/")) return <img className="picture" src={url} alt={alt} />;
  return <RemoteImage src={url} alt={alt} />;
}
