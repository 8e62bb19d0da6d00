import { Plus } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { Task } from "./api";
import { ListFailure, Skeleton } from "./ListState";
import { TaskRow } from "./TaskRow";
import { t } from "./texts";
import { useNow } from "./useNow";
import { taskGroup, type TaskGroup } from "./time";

const GROUPS: readonly TaskGroup[] = ["overdue", "today", "upcoming", "noDate", "done"];

export interface TaskActions {
  add: (title: string, due: string) => Promise<void>;
  setDone: (id: number, done: boolean) => Promise<void>;
  remove: (id: number) => Promise<void>;
}

/** What the form is filled with from outside. */
export interface TaskDraft {
  title: string;
  due: string;
}

interface TasksPanelProps {
  tasks: readonly Task[] | null;
  draft: TaskDraft | null;
  failed: boolean;
  actions: TaskActions;
  onRetry: () => void;
}

export function TasksPanel({ tasks, draft, failed, actions, onRetry }: TasksPanelProps) {
  const [error, setError] = useState<string | null>(null);
  const attempt = async (action: Promise<void>): Promise<boolean> => {
    try {
      await action;
      setError(null);
      return true;
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
      return false;
    }
  };
  return (
    <>
      <AddTask draft={draft} onAdd={(title, due) => attempt(actions.add(title, due))} />
      {error !== null && (
        <p className="panel-error" role="alert">
          {t("failed", { message: error })}
        </p>
      )}
      <div className="panel-body">
        {tasks === null ? (
          failed ? (
            <ListFailure onRetry={onRetry} />
          ) : (
            <Skeleton />
          )
        ) : (
          <TaskGroups tasks={tasks} actions={actions} attempt={attempt} />
        )}
      </div>
    </>
  );
}

interface TaskGroupsProps {
  tasks: readonly Task[];
  actions: TaskActions;
  attempt: (action: Promise<void>) => Promise<boolean>;
}

function TaskGroups({ tasks, actions, attempt }: TaskGroupsProps) {
  const now = useNow();
  if (tasks.length === 0) return <p className="empty">{t("noTasks")}</p>;
  return GROUPS.map((group) => {
    const members = tasks.filter((task) => taskGroup(task, now) === group);
    if (members.length === 0) return null;
    return (
      <section key={group}>
        <h2 className={`group-title ${group}`}>
          {t(group)} <span className="count">{members.length}</span>
        </h2>
        <ul>
          {members.map((task) => (
            <TaskRow
              key={task.id}
              task={task}
              overdue={group === "overdue"}
              now={now}
              onDone={(done) => attempt(actions.setDone(task.id, done))}
              onDelete={() => void attempt(actions.remove(task.id))}
            />
          ))}
        </ul>
      </section>
    );
  });
}

interface AddTaskProps {
  draft: TaskDraft | null;
  onAdd: (title: string, due: string) => Promise<boolean>;
}

function AddTask({ draft, onAdd }: AddTaskProps) {
  const [title, setTitle] = useState("");
  const [due, setDue] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!draft) return;
    setTitle(draft.title);
    setDue(draft.due);
    field.current?.focus();
  }, [draft]);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() === "" || !(await onAdd(title.trim(), due.trim()))) return;
    setTitle("");
    setDue("");
  };
  return (
    <form className="add-task" onSubmit={(event) => void add(event)}>
      <div className="add-line">
        <Plus aria-hidden />
        <input
          ref={field}
          value={title}
          placeholder={t("addTask")}
          aria-label={t("addTask")}
          onChange={(event) => setTitle(event.target.value)}
        />
      </div>
      {title !== "" && (
        <div className="add-more">
          <input
            className="field"
            value={due}
            placeholder={t("addTaskDue")}
            aria-label={t("addTaskDue")}
            onChange={(event) => setDue(event.target.value)}
          />
          <button type="submit" className="button primary">
            {t("addTaskButton")}
          </button>
        </div>
      )}
    </form>
  );
}
