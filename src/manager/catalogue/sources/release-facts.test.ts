import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRegistry, type Registry } from './registry';

/** What the registry answers to the question for the classes, by page. */
let pages: readonly unknown[] = [];
let server: Server;
let registry: Registry;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    const isOfClasses = pathname.endsWith('/comfy-nodes');
    const answer = isOfClasses ? pages[Number(searchParams.get('page')) - 1] : { version: '1.0.0', dependencies: [] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer ?? { comfy_nodes: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  registry = createRegistry({ registryUrl: `http://127.0.0.1:${port}`, http: {}, assertAllowed: () => undefined });
});
afterAll(() => server.close());

const page = (count: number, totalNumberOfPages?: unknown, from = 0) => ({
  comfy_nodes: Array.from({ length: count }, (_none, at) => ({ comfy_node_name: `Class${from + at}` })),
  totalNumberOfPages,
});
const countClasses = async () => (await registry.releaseFacts('pack', '1.0.0')).nodeClasses?.length ?? null;

it.each<[string, readonly unknown[], number | null]>([
  ['one page', [page(3, 1)], 3],
  ['two pages', [page(500, 2), page(7, 2, 500)], 507],
  ['one page that is not counted', [page(3)], 3],
  ['a full page that is not counted', [page(500)], null],
  ['a full page that is counted in words', [page(500, 'one')], null],
  ['a page that is empty before the last one', [page(500, 3), page(0, 3), page(7, 3, 500)], null],
  ['no class', [page(0, 1)], null],
  ['more pages than anybody brings', Array.from({ length: 9 }, (_none, at) => page(500, 9, at * 500)), null],
])('the node classes of a release are told whole or not at all: %s', async (_what, answers, count) => {
  pages = answers;
  expect(await countClasses()).toBe(count);
});
