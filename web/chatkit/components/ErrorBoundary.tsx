import { Component, type ReactNode } from "react";

interface ErrorBoundaryProps {
  /** What is shown instead of children that cannot be drawn. */
  fallback: ReactNode;
  onError: (error: Error) => void;
  /** What is drawn: another one is tried again. */
  of: unknown;
  children: ReactNode;
}

interface State {
  failed: boolean;
  of: unknown;
}

/** Keeps one broken part from taking the whole conversation with it. React has no hook for this. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { failed: false, of: this.props.of };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps({ of }: ErrorBoundaryProps, state: State): State | null {
    return of === state.of ? null : { failed: false, of };
  }

  override componentDidCatch(error: Error): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
