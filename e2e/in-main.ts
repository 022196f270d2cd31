/** Calls into the main process. V8 at times collects the promise Playwright waits for; what is called here may be called twice. */
export async function inMain<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.message.includes('garbage collected')) return inMain(call);
    throw error;
  }
}
