import { Flag, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import type { Task } from "./api";
import { ConfirmDialog } from "./ConfirmDialog";
import { t, type TextKey } from "./texts";
import { dueWords } from "./time";

const PRIORITY: Record<Exclude<Task["priority"], "none">, TextKey> = {
  high: "priorityHigh",
  medium: "priorityMedium",
  low: "priorityLow",
};

interface TaskRowProps {
  task: Task;
  overdue: boolean;
  now: Date;
  onDone: (done: boolean) => Promise<boolean>;
  onDelete: () => void;
}

export function TaskRow({ task, overdue, now, onDone, onDelete }: TaskRowProps) {
  const id = useId();
  const [deleting, setDeleting] = useState(false);
  const [pending, setPending] = useState<boolean | null>(null);
  const done = pending ?? task.done;
  const toggle = async (next: boolean) => {
    setPending(next);
    await onDone(next);
    setPending(null);
  };
  return (
    <li className={done ? "task-row done" : "task-row"}>
      <input
        id={id}
        type="checkbox"
        className="tick"
        checked={done}
        onChange={(event) => void toggle(event.target.checked)}
      />
      <div className="task-text">
        <label htmlFor={id} dir="auto">
          {task.title}
        </label>
        <TaskFacts task={task} overdue={overdue} now={now} />
      </div>
      <button
        type="button"
        className="icon-button small"
        aria-label={t("deleteTaskLabel", { title: task.title })}
        onClick={() => setDeleting(true)}
      >
        <Trash2 aria-hidden />
      </button>
      {deleting && (
        <ConfirmDialog
          question={t("deleteTask", { title: task.title })}
          hint={t("deleteTaskHint")}
          confirm={t("deleteTaskConfirm")}
          onConfirm={onDelete}
          onClose={() => setDeleting(false)}
        />
      )}
    </li>
  );
}

function TaskFacts({ task, overdue, now }: Pick<TaskRowProps, "task" | "overdue" | "now">) {
  if (task.due === null && task.priority === "none" && task.project === null) return null;
  return (
    <p className="task-facts">
      {task.due !== null && (
        <time dateTime={task.due} className={overdue ? "overdue" : undefined}>
          {dueWords(task.due, now, navigator.language)}
        </time>
      )}
      {task.priority !== "none" && (
        <span className={`priority ${task.priority}`}>
          <Flag role="img" aria-label={t(PRIORITY[task.priority])} />
        </span>
      )}
      {task.project !== null && <span>{task.project}</span>}
    </p>
  );
}
