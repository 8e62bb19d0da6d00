import { useId, useState, type FormEvent } from "react";
import type { Answer, Question, StructuredInput } from "../protocol/items";
import { useLanguage } from "../context";

type Answers = Record<string, Answer>;

interface StructuredInputFormProps {
  item: StructuredInput;
  onAnswer: (status: "answered" | "skipped", answers: Answers) => void;
}

/** The assistant's questions, in the composer's place until they are answered or skipped. */
export function StructuredInputForm({ item, onAnswer }: StructuredInputFormProps) {
  const { t } = useLanguage();
  const [values, setValues] = useState<Record<string, string[]>>({});
  const answers = Object.fromEntries(item.inputs.map(({ id }) => [id, answer(values[id] ?? [])]));
  const some = Object.values(answers).some((entry) => !entry.skipped);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (some) onAnswer("answered", answers);
  };
  const skipAll = () =>
    onAnswer("skipped", Object.fromEntries(item.inputs.map(({ id }) => [id, answer([])])));
  return (
    <form className="composer questions" onSubmit={submit}>
      {item.inputs.map((question) => (
        <QuestionField
          key={question.id}
          question={question}
          values={values[question.id] ?? []}
          onChange={(next) => setValues({ ...values, [question.id]: next })}
        />
      ))}
      <div className="composer-bar end">
        <button type="button" className="button quiet" onClick={skipAll}>
          {t("input.skip")}
        </button>
        <button type="submit" className="button primary" disabled={!some}>
          {t("input.submit")}
        </button>
      </div>
    </form>
  );
}

function answer(values: string[]): Answer {
  const given = values.map((value) => value.trim()).filter((value) => value !== "");
  return { values: given, skipped: given.length === 0 };
}

interface QuestionFieldProps {
  question: Question;
  values: string[];
  onChange: (values: string[]) => void;
}

function QuestionField({ question, values, onChange }: QuestionFieldProps) {
  const id = useId();
  if (question.type === "multiple_choice") {
    return <Choices question={question} values={values} onChange={onChange} />;
  }
  return (
    <div className="question">
      <label htmlFor={id}>{question.question}</label>
      {question.description !== null && <p className="muted">{question.description}</p>}
      <textarea
        id={id}
        className="field"
        rows={2}
        value={values[0] ?? ""}
        onChange={(event) => onChange([event.target.value])}
      />
    </div>
  );
}

interface ChoicesProps extends Omit<QuestionFieldProps, "question"> {
  question: Extract<Question, { type: "multiple_choice" }>;
}

function Choices({ question, values, onChange }: ChoicesProps) {
  const { t } = useLanguage();
  const name = useId();
  const own = values.find((value) => !question.options.includes(value)) ?? "";
  const picked = values.filter((value) => question.options.includes(value));
  const pick = (option: string, on: boolean) => {
    if (!question.multiple) onChange([option]);
    else
      onChange([
        ...picked.filter((value) => value !== option),
        ...(on ? [option] : []),
        ...(own ? [own] : []),
      ]);
  };
  return (
    <fieldset className="question">
      <legend>{question.question}</legend>
      {question.multiple && <p className="muted">{t("input.multiple")}</p>}
      {question.options.map((option) => (
        <label key={option} className="choice">
          <input
            type={question.multiple ? "checkbox" : "radio"}
            name={name}
            checked={picked.includes(option)}
            onChange={(event) => pick(option, event.target.checked)}
          />
          <span>{option}</span>
        </label>
      ))}
      <input
        className="field"
        value={own}
        placeholder={t("input.other")}
        aria-label={`${question.question}: ${t("input.other")}`}
        onChange={(event) =>
          onChange(question.multiple ? [...picked, event.target.value] : [event.target.value])
        }
      />
    </fieldset>
  );
}
