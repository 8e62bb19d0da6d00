import { useCallback, useMemo, useState } from "react";
import type { AppState } from "./api";
import { extrasFor, OFFERS, type Offer } from "./extras";
import { UndoDialog } from "./UndoDialog";

interface Asked {
  threadId: string;
  itemId: string;
  done: () => void;
}

/** What our element may do beyond the official one, and the dialog that belongs to it. */
export function useExtras(state: AppState | null) {
  const offers = useOffers(state);
  const [asked, setAsked] = useState<Asked | null>(null);
  const askToUndo = useCallback(
    (threadId: string, itemId: string) =>
      new Promise<void>((done) => {
        setAsked({ threadId, itemId, done });
      }),
    [],
  );
  const close = () => {
    asked?.done();
    setAsked(null);
  };
  return {
    offers,
    extras: useMemo(() => extrasFor(offers, askToUndo), [offers, askToUndo]),
    dialog: asked && <UndoDialog threadId={asked.threadId} itemId={asked.itemId} onClose={close} />,
  };
}

/** The same set as long as the server offers the same. */
function useOffers(state: AppState | null): ReadonlySet<Offer> {
  const named = state?.offers.join(" ") ?? "";
  return useMemo(() => new Set(OFFERS.filter((offer) => named.split(" ").includes(offer))), [named]);
}
