import type { Question, StructuredInput } from "../protocol/items";
import { useLanguage } from "../context";

/** The questions of the assistant with the answers that were given. */
export function AnsweredInput({ item }: { item: StructuredInput }) {
  const { t } = useLanguage();
  if (item.status === "skipped") return <p className="muted">{t("input.skipped")}</p>;
  return (
    <dl className="answers" aria-label={t("input.answered")}>
      {item.inputs.map((question) => (
        <div key={question.id}>
          <dt>{question.question}</dt>
          <dd>{answerText(question) ?? <span className="muted">{t("input.skippedOne")}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

function answerText(question: Question): string | null {
  if (!question.answer || question.answer.skipped || question.answer.values.length === 0) return null;
  return question.answer.values.join(", ");
}
