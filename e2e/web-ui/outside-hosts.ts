import type { BrowserContext, Route } from 'playwright';

/** The public registry, which the web UI asks itself. */
export const registryHost = 'api.comfy.org';

/**
 * Keeps a browser inside the world: requests for the public registry go to the world's, those for any other foreign host
 * (the search service, fonts) fail as they do without internet; the web UI then searches in the registry (docs/reference/web-ui.md 7).
 * Gives the list of addresses that were refused, which grows.
 */
export async function keepInside(context: BrowserContext, registryUrl: string): Promise<string[]> {
  const refused: string[] = [];
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1' && hostname !== 'localhost',
    async (route) => {
      const url = new URL(route.request().url());
      if (url.hostname === registryHost) return answerFromWorld(route, registryUrl + url.pathname + url.search);
      refused.push(url.href);
      return route.abort('internetdisconnected');
    },
  );
  return refused;
}

/** A page that was closed meanwhile wants no answer. */
async function answerFromWorld(route: Route, address: string): Promise<void> {
  try {
    const answer = await route.fetch({ url: address });
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'access-control-allow-origin': '*' } });
  } catch (error) {
    if (!/closed|disposed/.test(String(error))) throw error;
  }
}
