import type { Page } from 'playwright';
import type { ErrorBody } from '../src/contract/error-body';
import type { OperationName, OperationOutput } from '../src/contract/operations';

/** What the window's own door answered: a value, or the body of an error. */
export type WindowReply<N extends OperationName> =
  { ok: true; value: OperationOutput<N>; error?: undefined } | { ok: false; value?: undefined; error: ErrorBody };

interface Door {
  call(name: string, input: unknown): Promise<{ ok: boolean; json?: Uint8Array; error?: unknown }>;
}

/** Calls an operation as the window does, past everything the window draws, where a failure is what the test looks at. Input of any shape, also a wrong one. */
export async function tryByWindow<N extends OperationName>(
  page: Page,
  name: N,
  input: unknown = {},
): Promise<WindowReply<N>> {
  const reply = await page.evaluate(
    async ([operation, argument]) => {
      const { bridge } = globalThis as unknown as { bridge: Door };
      const { json, ...rest } = await bridge.call(operation, argument);
      return json === undefined ? rest : { ...rest, value: JSON.parse(new TextDecoder().decode(json)) as unknown };
    },
    [name, input] as const,
  );
  return reply as WindowReply<N>;
}

/** Calls an operation as the window does, past everything the window draws, and answers with its value. Throws what the app refused. */
export async function callByWindow<N extends OperationName>(
  page: Page,
  name: N,
  input?: unknown,
): Promise<OperationOutput<N>> {
  const reply = await tryByWindow(page, name, input);
  if (reply.ok) return reply.value;
  throw new Error(`${name} was refused: ${JSON.stringify(reply.error)}`);
}
