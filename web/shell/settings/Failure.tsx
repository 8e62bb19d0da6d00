/** Why something did not work, announced at once. */
export function Failure({ error }: { error: string | null }) {
  if (error === null) return null;
  return (
    <p className="settings-error" role="alert">
      {error}
    </p>
  );
}
