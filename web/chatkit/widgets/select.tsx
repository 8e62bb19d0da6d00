import { Popover } from "radix-ui";
import { useContext, useId, useState, type KeyboardEvent } from "react";
import type { NodeProps } from "./WidgetNodeView";
import { ShadowContext, useLanguage } from "../context";
import { text } from "../protocol/read";
import { keepInView } from "../components/useScroll";
import { readOptions, useChoice, type Option } from "./choices";
import { useFieldId, useFieldLabel } from "./context";
import { controlClass } from "./inputs";

const SEARCHABLE_FROM = 16;

/** A list of the system, or one to search in where it is long or its options say more than their names. */
export function Select({ node }: NodeProps) {
  const { t } = useLanguage();
  const choice = useChoice(node, text(node["defaultValue"]));
  const control: SelectProps = {
    choice,
    id: useFieldId(choice.name),
    options: readOptions(node["options"]),
    className: controlClass(node, "select"),
    placeholder: text(node["placeholder"], t("widget.select")),
    clearable: node["clearable"] === true,
  };
  const searchable =
    node["searchable"] === true ||
    control.options.length >= SEARCHABLE_FROM ||
    control.options.some((option) => option.description !== "");
  return searchable ? <SearchableSelect {...control} /> : <PlainSelect {...control} />;
}

interface SelectProps {
  choice: ReturnType<typeof useChoice<string>>;
  id: string;
  options: Option[];
  className: string;
  placeholder: string;
  clearable: boolean;
}

function PlainSelect({ choice, id, options, className, placeholder, clearable }: SelectProps) {
  const { t } = useLanguage();
  const { name, value, change, disabled, required } = choice;
  return (
    <select
      id={id}
      className={className}
      name={name}
      value={value}
      disabled={disabled}
      required={required}
      {...useFieldLabel(name, placeholder)}
      onChange={(event) => change(event.target.value)}
    >
      <option value="" disabled={!clearable} hidden={!clearable}>
        {value !== "" && clearable ? t("widget.clear") : placeholder}
      </option>
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function SearchableSelect({ choice, id, options, className, placeholder, clearable }: SelectProps) {
  const { name, value, change, disabled, required } = choice;
  const list = useSearch(options, (option) => change(option.value));
  const label = options.find((option) => option.value === value)?.label ?? "";
  const type = (query: string) => {
    list.search(query);
    if (query === "" && clearable) change("");
  };
  return (
    <Popover.Root open={list.open}>
      <Popover.Anchor className="w-combo">
        <input
          id={id}
          className={className}
          name={name}
          data-value={value}
          value={list.query ?? label}
          placeholder={placeholder}
          {...useFieldLabel(name, placeholder)}
          disabled={disabled}
          required={required}
          autoComplete="off"
          role="combobox"
          aria-expanded={list.open}
          aria-controls={list.id}
          aria-autocomplete="list"
          aria-activedescendant={list.marked && `${list.id}-${list.marked.value}`}
          onClick={() => list.search("")}
          onChange={(event) => type(event.target.value)}
          onBlur={list.close}
          onKeyDown={list.onKeyDown}
        />
      </Popover.Anchor>
      <OptionList list={list} value={value} label={placeholder} />
    </Popover.Root>
  );
}

/** What is typed to find an option, null while the list is closed, and the option that Enter takes. */
function useSearch(options: readonly Option[], pick: (option: Option) => void) {
  const id = useId();
  const [query, setQuery] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const wanted = query?.toLowerCase() ?? "";
  const found = options.filter(({ label, disabled }) => !disabled && label.toLowerCase().includes(wanted));
  const open = query !== null && found.length > 0;
  const marked = open ? found[Math.min(active, found.length - 1)] : undefined;
  const close = () => setQuery(null);
  const search = (next: string) => {
    setQuery(next);
    setActive(0);
  };
  const take = (option: Option) => {
    close();
    pick(option);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && !open) search("");
    else if (step !== undefined) setActive((at) => (at + step + found.length) % found.length);
    else if (event.key === "Enter" && marked) take(marked);
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
  };
  return { id, query, open, found, marked, search, close, take, onKeyDown };
}

interface OptionListProps {
  list: ReturnType<typeof useSearch>;
  value: string;
  label: string;
}

/** Over everything: a card cuts off what reaches out of it. */
function OptionList({ list, value, label }: OptionListProps) {
  const shadow = useContext(ShadowContext);
  return (
    <Popover.Portal container={shadow?.querySelector<HTMLElement>(".chat") ?? null}>
      <Popover.Content
        className="menu options"
        role="listbox"
        id={list.id}
        aria-label={label}
        align="start"
        sideOffset={4}
        collisionPadding={8}
        onOpenAutoFocus={keepFocus}
        onCloseAutoFocus={keepFocus}
      >
        {list.found.map((option) => (
          <button
            key={option.value}
            id={`${list.id}-${option.value}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={option.value === value}
            ref={option === list.marked ? keepInView : null}
            className={option === list.marked ? "menu-entry marked" : "menu-entry"}
            // The field keeps the focus, without which the list closes.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => list.take(option)}
          >
            <span>{option.label}</span>
            {option.description !== "" && <span className="muted">{option.description}</span>}
          </button>
        ))}
      </Popover.Content>
    </Popover.Portal>
  );
}

/** The words go on being typed into the field. */
function keepFocus(event: Event): void {
  event.preventDefault();
}
