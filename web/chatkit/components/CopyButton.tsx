import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useLanguage } from "../context";
import { copyText } from "./clipboard";

const SHOWN_MS = 1600;

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useLanguage();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={copied ? t("message.copied") : label}
      title={copied ? t("message.copied") : label}
      onClick={() => void copyText(text).then(setCopied)}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </button>
  );
}
