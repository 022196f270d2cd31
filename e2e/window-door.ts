import type { Page } from 'playwright';

/** What the window's own door answered: a value, or the body of an error. */
export interface WindowReply {
  ok: boolean;
  value?: unknown;
  error?: unknown;
}

interface Door {
  call(name: string, input: unknown): Promise<{ ok: boolean; json?: Uint8Array; error?: unknown }>;
}

/** Calls an operation as the window does, past everything the window draws. */
export async function callByWindow(page: Page, name: string, input: unknown = {}): Promise<WindowReply> {
  return page.evaluate(
    async ([operation, argument]) => {
      const { bridge } = globalThis as unknown as { bridge: Door };
      const { json, ...reply } = await bridge.call(operation, argument);
      return json === undefined ? reply : { ...reply, value: JSON.parse(new TextDecoder().decode(json)) as unknown };
    },
    [name, input] as const,
  );
}
