import type { OperationArgument } from '../../../src/contract/operations';
import type { CreateEnvironmentParams } from '../../../src/contract/python/environments';
import type { Call } from '../../bridge';
import { createInstallationStore } from '../installation/installation-store';
import { createSharedWrite, type WriteState } from '../shared-write';

/** What a person is asked about a new environment. */
export interface NewEnvironmentQuestion {
  /** Packs that are to come with it; ComfyUI uses it then. Empty: it is only made. */
  packs: NonNullable<CreateEnvironmentParams['packs']>;
  /** The environment to copy at first; '' for none. */
  copyOf: string;
}

interface Open {
  question: NewEnvironmentQuestion | null;
  answer: ((isOrdered: boolean) => void) | null;
}

const closed: Open = { question: null, answer: null };

/** The question that is open. */
export const useNewEnvironment = createInstallationStore<Open>(closed);

/** Asks what a new environment is called and made of. Answers whether it was ordered. */
export async function askNewEnvironment(question: NewEnvironmentQuestion): Promise<boolean> {
  useNewEnvironment.getState().answer?.(false);
  const isOrdered = await new Promise<boolean>((answer) => {
    useNewEnvironment.setState({ question, answer });
    // Where another installation is shown meanwhile, nobody can answer for this one.
    const end = useNewEnvironment.subscribe((state) => {
      if (state.answer === answer) return;
      end();
      answer(false);
    });
  });
  return isOrdered;
}

/** Answers the open question. */
export function closeNewEnvironment(isOrdered: boolean): void {
  const { answer } = useNewEnvironment.getState();
  answer?.(isOrdered);
  useNewEnvironment.setState(closed);
}

type Order = OperationArgument<'environments.create'>;

const orders = createSharedWrite<Order, { ui_id: string }>({
  key: ['environments', 'order'],
  run: (order, by: Call) => by('environments.create', order),
});

/** How the newest order of an environment goes, or why it was refused. */
export function useEnvironmentOrder(): WriteState<Order, { ui_id: string }> {
  return orders.use();
}

/** Orders an environment. Answers whether it was taken. */
export function orderEnvironment(order: Order): Promise<boolean> {
  return orders.start(order);
}

/** Forgets why the last order was refused. */
export function forgetEnvironmentRefusal(): void {
  orders.forget();
}
