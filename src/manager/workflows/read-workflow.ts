import { parseJson } from '../../base/beside/parse-json';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';
import { arrayOf, isLooseObject, objectOf, textOf, type LooseObject } from '../catalogue/sources/loose-json';
import { ContentCollector, type WorkflowContent } from './workflow-content';

/** Where other programs wrap a workflow: a request to `/prompt`, a picture's metadata, a history entry. */
const wrappers = ['workflow', 'extra_pnginfo', 'extra_data', 'prompt', 'output'] as const;
/** How many wrappers, one in the other, are opened. */
const maxWrapped = 4;

function unreadable(message: Message): AppError {
  return new AppError('workflow-unreadable', message, {
    remedy: msg`Save it again in ComfyUI with "Save" or "Export (API)", or use a picture that ComfyUI saved.`,
  });
}

const notNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gsu;

/** Python writes `NaN` and `Infinity` where JSON has no word; pictures of ComfyUI have them in `is_changed`. */
function parseLoosely(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!/NaN|Infinity/u.test(text)) throw error;
    return parseJson(text.replace(notNumbers, (word) => (word.startsWith('"') ? word : 'null')));
  }
}

function parseText(text: string): unknown {
  try {
    return parseLoosely(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/gu, ' ').slice(0, 160) : '';
    throw unreadable(msg`This is not a workflow: its text is not JSON (${why}).`);
  }
}

/** Metadata of pictures holds JSON as text inside JSON. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*\{/u.test(value)) return value;
  try {
    return parseLoosely(value);
  } catch {
    return null;
  }
}

function isPrompt(value: LooseObject): boolean {
  return Object.values(value).some((node) => isLooseObject(node) && typeof node['class_type'] === 'string');
}

/** The document inside its wrappers: the editor's form is preferred, because it names packs. */
function findDocument(value: unknown, depth: number): LooseObject | null {
  const document = opened(value);
  if (!isLooseObject(document)) return null;
  if (Array.isArray(document['nodes']) || isPrompt(document)) return document;
  if (depth === maxWrapped) return null;
  for (const name of wrappers) {
    const found = findDocument(document[name], depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Classes that stand for a part of the workflow itself: its subgraphs by id, its group nodes by name. */
interface OwnParts {
  isOwn(type: string): boolean;
  graphs: LooseObject[];
}

function readOwnParts(document: LooseObject): OwnParts {
  const graphs: LooseObject[] = [document];
  const ids = new Set<string>();
  const groups = new Set<string>();
  // The list grows while it is walked: a subgraph can define subgraphs. Each object of the text is met once, so this ends.
  for (const graph of graphs) {
    for (const subgraph of arrayOf(objectOf(graph['definitions'])['subgraphs'])) {
      if (!isLooseObject(subgraph)) continue;
      ids.add(textOf(subgraph['id']));
      graphs.push(subgraph);
    }
    for (const [name, group] of Object.entries(objectOf(objectOf(graph['extra'])['groupNodes']))) {
      groups.add(name);
      graphs.push(objectOf(group));
    }
  }
  // `workflow>name`, and `workflow/name` before 2024-09.
  const groupOf = (type: string) => /^workflow[>/](.+)$/su.exec(type)?.[1];
  return { graphs, isOwn: (type) => ids.has(type) || groups.has(groupOf(type) ?? '') };
}

function readGraph(document: LooseObject): WorkflowContent {
  const collector = new ContentCollector('graph');
  const { graphs, isOwn } = readOwnParts(document);
  for (const graph of graphs) {
    for (const node of arrayOf(graph['nodes'])) {
      if (isLooseObject(node) && !isOwn(textOf(node['type']))) collector.addGraphNode(node);
    }
    for (const model of arrayOf(graph['models'])) collector.addModel(model);
  }
  return collector.content;
}

function readPrompt(document: LooseObject): WorkflowContent {
  const collector = new ContentCollector('prompt');
  for (const node of Object.values(document)) if (isLooseObject(node)) collector.addPromptNode(node);
  return collector.content;
}

/**
 * Reads a workflow in the form of the editor (any generation, with subgraphs and group nodes), in the API form, or wrapped in the
 * metadata of a picture. Throws `workflow-unreadable` with what it is instead.
 */
export function readWorkflow(text: string): WorkflowContent {
  const value = parseText(text);
  const document = findDocument(value, 0);
  if (document === null) {
    throw unreadable(msg`This is JSON, but not a workflow: it has neither "nodes" nor entries with "class_type".`);
  }
  const content = Array.isArray(document['nodes']) ? readGraph(document) : readPrompt(document);
  if (content.nodeCount === 0) throw unreadable(msg`This workflow has no nodes, so it needs nothing.`);
  return content;
}
