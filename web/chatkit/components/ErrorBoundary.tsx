import { Component, type ReactNode } from "react";

interface ErrorBoundaryProps {
  /** What is shown instead of children that cannot be drawn. */
  fallback: ReactNode;
  onError: (error: Error) => void;
  children: ReactNode;
}

/** Keeps one broken part from taking the whole conversation with it. React has no hook for this. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: Error): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
