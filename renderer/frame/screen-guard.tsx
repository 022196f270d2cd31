import { Component, type ReactNode } from 'react';
import { t } from 'i18next';
import { ErrorScreen } from '../components/feedback/error-screen';

function BrokenScreen({ error }: { error: Error }) {
  return (
    <ErrorScreen
      title={t('failure.screenTitle')}
      text={error.message}
      remedy={t('failure.screenText')}
      retryLabel={t('failure.reload')}
      onRetry={() => window.location.reload()}
      details={error.stack ?? error.message}
    />
  );
}

interface GuardState {
  error: Error | null;
}

/** Catches what a screen throws while drawing. React asks for a class here. */
export class ScreenGuard extends Component<{ children: ReactNode }, GuardState> {
  override state: GuardState = { error: null };

  static getDerivedStateFromError(thrown: unknown): GuardState {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override render(): ReactNode {
    return this.state.error ? <BrokenScreen error={this.state.error} /> : this.props.children;
  }
}
