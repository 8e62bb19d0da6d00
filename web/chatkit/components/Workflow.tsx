import { ChevronRight, Check } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { WorkflowItem } from "../protocol/items";
import type { Task, Workflow as WorkflowData } from "../protocol/tasks";
import { useLanguage } from "../context";
import type { Language } from "../i18n";
import { Markdown } from "../markdown/Markdown";
import { reveal } from "../text/reveal";
import { Icon } from "./Icon";
import { SourceLine } from "./Sources";

/** The steps behind an answer: one line while they run, and all of them on demand. */
export function Workflow({ item, active }: { item: WorkflowItem; active: boolean }) {
  const { workflow } = item;
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [only] = workflow.tasks;
  // A summary would only say the same as the one step that it stands for.
  if (workflow.tasks.length === 1 && only && workflow.type === "custom") {
    return (
      <div className="workflow">
        <TaskView task={only} active={active} />
      </div>
    );
  }
  return (
    <Steps workflow={workflow} active={active} open={chosen ?? workflow.expanded} onToggle={setChosen} />
  );
}

interface StepsProps {
  workflow: WorkflowData;
  active: boolean;
  open: boolean;
  onToggle: (open: boolean) => void;
}

function Steps({ workflow, active, open, onToggle }: StepsProps) {
  const language = useLanguage();
  const icon = workflow.summary && "icon" in workflow.summary ? workflow.summary.icon : null;
  const running = active && workflow.summary === null;
  return (
    <section className="workflow">
      <button
        type="button"
        className="step-line"
        aria-expanded={open}
        disabled={workflow.tasks.length === 0}
        onClick={() => onToggle(!open)}
      >
        <StatusMark status={running ? "loading" : "complete"} icon={icon} />
        <span className={running ? "step-title running" : "step-title"}>
          {summaryText(workflow, running, language)}
        </span>
        {workflow.tasks.length > 0 && <ChevronRight className="chevron" aria-hidden />}
      </button>
      {open && (
        <div className="steps">
          {workflow.tasks.map((task, position) => (
            // A task is named by its place, which never changes.
            // oxlint-disable-next-line react/no-array-index-key
            <TaskView key={position} task={task} active={active} />
          ))}
        </div>
      )}
    </section>
  );
}

function summaryText(workflow: WorkflowData, running: boolean, { t, count }: Language): string {
  const { summary, tasks } = workflow;
  if (summary && "title" in summary) return summary.title;
  if (summary) return durationText(summary.duration, { t, count });
  if (workflow.type === "reasoning") return t(running ? "workflow.thinking" : "workflow.thought");
  const current = running ? tasks.findLast((task) => task.title) : undefined;
  return current?.title ?? (tasks.length > 0 ? count("workflow.steps", tasks.length) : t("workflow.running"));
}

function durationText(duration: number, { t, count }: Pick<Language, "t" | "count">): string {
  const seconds = Math.max(1, Math.round(duration));
  if (seconds < 60) return count("workflow.seconds", seconds);
  return t("workflow.minutes", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** One step: a line, which opens where there is more to it. A step that never ended shows no spinner later. */
export function TaskView({ task, active }: { task: Task; active: boolean }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const body = taskBody(task);
  const status = task.status_indicator === "loading" && !active ? "none" : task.status_indicator;
  const title = reveal(taskTitle(task, t));
  if (task.type === "thought") return <Thought task={task} active={active} />;
  const line = (
    <>
      <StatusMark status={status} icon={task.type === "custom" ? task.icon : null} />
      <span className={status === "loading" ? "step-title running" : "step-title"}>{title}</span>
    </>
  );
  if (body === null) return <div className="step-line static">{line}</div>;
  return (
    <div className="step">
      <button type="button" className="step-line" aria-expanded={open} onClick={() => setOpen(!open)}>
        {line}
        <ChevronRight className="chevron" aria-hidden />
      </button>
      {open && <div className="step-body">{body}</div>}
    </div>
  );
}

function Thought({ task, active }: { task: Extract<Task, { type: "thought" }>; active: boolean }) {
  const streaming = active && task.status_indicator === "loading";
  return (
    <div className="thought">
      {task.title !== null && <strong>{task.title}</strong>}
      <Markdown text={task.content} streaming={streaming} />
    </div>
  );
}

function taskTitle(task: Task, t: Language["t"]): string {
  if (task.title) return task.title;
  switch (task.type) {
    case "web_search":
      return task.title_query ?? t("task.search");
    case "file":
      return t("task.files");
    case "image":
      return t("task.image");
    case "thought":
    case "custom":
      return t("task.step");
  }
}

function taskBody(task: Task): ReactNode {
  switch (task.type) {
    case "custom":
      return task.content ? <Markdown text={reveal(task.content)} /> : null;
    case "web_search":
      return task.queries.length + task.sources.length > 0 ? <SearchBody task={task} /> : null;
    case "file":
      return task.sources.length > 0 ? <SourceList sources={task.sources} /> : null;
    case "thought":
    case "image":
      return null;
  }
}

function SearchBody({ task }: { task: Extract<Task, { type: "web_search" }> }) {
  return (
    <>
      {task.queries.map((query) => (
        <p key={query} className="query">
          <Icon name="search" />
          {reveal(query)}
        </p>
      ))}
      <SourceList sources={task.sources} />
    </>
  );
}

function SourceList({ sources }: { sources: Extract<Task, { type: "file" }>["sources"] }) {
  return (
    <ul className="source-list">
      {sources.map((source, position) => (
        // Sources may repeat, so that only their place tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={position}>
          <SourceLine source={source} />
        </li>
      ))}
    </ul>
  );
}

function StatusMark({ status, icon }: { status: Task["status_indicator"]; icon: string | null }) {
  const { t } = useLanguage();
  if (status === "loading") return <span className="spinner" role="img" aria-label={t("task.running")} />;
  if (icon !== null) return <Icon name={icon} className="mark" />;
  if (status === "complete") return <Check className="mark" role="img" aria-label={t("task.complete")} />;
  return <span className="mark dot" aria-hidden />;
}
