import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type CallToolResult,
  type ServerNotification,
} from '@modelcontextprotocol/sdk/types.js';
import { AppError, toErrorBody } from '../../contract/errors';
import type { OperationName } from '../../contract/operations';
import { msg } from '../../contract/text/message';
import { appVersion } from '../../serve/app-facts';
import type { CommandEntry } from '../commands/row';
import type { Core } from '../core/core';
import type { Progress } from '../output/progress';
import { callTool } from './call-tool';
import { createConsents } from './consents';
import { markStrangers } from './strangers';
import { listTools } from './tools';

/** What an agent can read without a tool, by the operation that says it. */
const resources: Readonly<Record<string, { operation: OperationName; description: string }>> = {
  log: { operation: 'comfyui.log', description: 'The newest lines that ComfyUI has printed.' },
  history: { operation: 'queue.view', description: 'The tasks that run, wait, and have ended, newest first.' },
  snapshots: { operation: 'snapshots.overview', description: 'The snapshots of the installation, newest first.' },
};

function addResources(server: McpServer, core: Core): void {
  for (const [name, { operation, description }] of Object.entries(resources)) {
    const uri = `cmdesk://${name}`;
    server.registerResource(name, uri, { description, mimeType: 'application/json' }, async () => ({
      contents: [{ uri, mimeType: 'application/json', text: markStrangers(await core.call(operation, {})) }],
    }));
  }
}

/** Where an agent that has asked for it hears how far a task is. */
function tellProgress(token: string | number | undefined, send: (told: ServerNotification) => Promise<void>): Progress {
  let steps = 0;
  return {
    show: ({ fraction, message }) => {
      if (token === undefined) return;
      steps = Math.max(steps + 0.001, fraction ?? 0);
      const params = { progressToken: token, progress: steps, ...(fraction !== null && { total: 1 }), message };
      void send({ method: 'notifications/progress', params }).catch(() => undefined);
    },
    clear: () => undefined,
  };
}

function addTools({ server }: McpServer, core: Core, tools: ReturnType<typeof listTools>): void {
  const consents = createConsents();
  server.registerCapabilities({ tools: {} });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ entry, ...tool }) => ({ ...tool, annotations: { readOnlyHint: !entry.changes } })),
  }));
  server.setRequestHandler(
    CallToolRequestSchema,
    async ({ params }, { signal, sendNotification }): Promise<CallToolResult> => {
      const { name, arguments: given = {}, _meta: meta } = params;
      try {
        const tool = tools.find((known) => known.name === name);
        if (tool === undefined) throw new AppError('not-found', msg`There is no tool "${name}".`);
        const progress = tellProgress(meta?.progressToken, sendNotification);
        const { answer, hasFailed } = await callTool(tool, given, { core, signal, progress, consents });
        return { isError: hasFailed, content: [{ type: 'text', text: markStrangers(answer) }] };
      } catch (error) {
        return { isError: true, content: [{ type: 'text', text: markStrangers(toErrorBody(error)) }] };
      }
    },
  );
}

/** The commands as tools, and what can be read without one. What changes something is offered with `mayChange` alone, is judged by the policy as any program is, and answers its plan first. */
export function createToolServer(core: Core, table: readonly CommandEntry[], mayChange: boolean): McpServer {
  const server = new McpServer({ name: 'comfyui-manager-desktop', version: appVersion });
  addTools(server, core, listTools(table, mayChange));
  addResources(server, core);
  return server;
}

/** Offers the commands to an agent, as `createToolServer` does, over standard input and output, until that ends. */
export async function serveTools(core: Core, table: readonly CommandEntry[], mayChange: boolean): Promise<void> {
  const server = createToolServer(core, table, mayChange);
  const transport = new StdioServerTransport();
  const ended = new Promise<void>((done) => {
    for (const end of ['end', 'close'] as const) process.stdin.once(end, done);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done());
  });
  await server.connect(transport);
  await ended;
  await server.close();
}
