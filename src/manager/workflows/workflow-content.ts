import { arrayOf, isLooseObject, objectOf, textOf, type LooseObject } from '../catalogue/sources/loose-json';

/** The pack that a workflow names for a node (`cnr_id`, `aux_id`), with the versions its nodes give. */
export interface NamedPack {
  registryId: string | null;
  /** `owner/repo` of GitHub. */
  auxId: string | null;
  versions: Set<string>;
}

/** One class of a workflow. */
export interface ClassUse {
  name: string;
  count: number;
  titles: Set<string>;
  /** By what the workflow calls it. */
  named: Map<string, NamedPack>;
}

/** A model that a workflow names, by the name of its file. */
export interface ModelUse {
  name: string;
  directory: string | null;
  url: string | null;
}

/** What a workflow says of what it needs. */
export interface WorkflowContent {
  form: 'graph' | 'prompt';
  nodeCount: number;
  classes: Map<string, ClassUse>;
  models: Map<string, ModelUse>;
}

const maxTitles = 3;
const maxNameLength = 300;
const modelFile = /\.(?:safetensors|sft|ckpt|pth?|bin|gguf|onnx|pkl)$/iu;
/** A line feed or an address is text of a prompt, not the name of a file. */
const noFileName = /[\n\r\t<>"|?*]|:\/\//u;

function nameOf(value: unknown): string {
  const text = textOf(value).trim();
  return text.length > maxNameLength ? text.slice(0, maxNameLength) : text;
}

/** Adds up what the nodes of a workflow say. */
export class ContentCollector {
  readonly content: WorkflowContent;

  constructor(form: WorkflowContent['form']) {
    this.content = { form, nodeCount: 0, classes: new Map(), models: new Map() };
  }

  /** A node of the editor's form: `{ type, title, properties, widgets_values }`. */
  addGraphNode(node: LooseObject): void {
    const properties = objectOf(node['properties']);
    const use = this.#addClass(nameOf(node['type']), nameOf(node['title']));
    if (use === null) return;
    addNamed(use, properties);
    for (const model of arrayOf(properties['models'])) this.addModel(model);
    this.#addValues(node['widgets_values']);
  }

  /** A node of the API form: `{ class_type, inputs, _meta }`. */
  addPromptNode(node: LooseObject): void {
    const use = this.#addClass(nameOf(node['class_type']), nameOf(objectOf(node['_meta'])['title']));
    if (use !== null) this.#addValues(node['inputs']);
  }

  /** An entry of `models`: `{ name, url, directory }`. */
  addModel(value: unknown): void {
    if (!isLooseObject(value)) return;
    const name = nameOf(value['name']);
    if (name === '' || noFileName.test(name)) return;
    this.#keepModel({ name, directory: nameOf(value['directory']) || null, url: textOf(value['url']).trim() || null });
  }

  #addClass(name: string, title: string): ClassUse | null {
    if (name === '') return null;
    this.content.nodeCount += 1;
    const { classes } = this.content;
    let use = classes.get(name);
    if (use === undefined) {
      use = { name, count: 0, titles: new Set(), named: new Map() };
      classes.set(name, use);
    }
    use.count += 1;
    if (title !== '' && title !== name && use.titles.size < maxTitles) use.titles.add(title);
    return use;
  }

  /** Values of widgets, in order or by name; only what looks like a model file counts. */
  #addValues(values: unknown): void {
    const list = isLooseObject(values) ? Object.values(values) : arrayOf(values);
    for (const value of list) {
      if (typeof value !== 'string' || value.length > maxNameLength) continue;
      if (!modelFile.test(value) || noFileName.test(value)) continue;
      this.#keepModel({ name: value.trim(), directory: null, url: null });
    }
  }

  #keepModel({ name, directory, url }: ModelUse): void {
    const path = name.replaceAll('\\', '/').replace(/^\/+/u, '');
    const { models } = this.content;
    const known = models.get(path);
    models.set(path, { name: path, directory: known?.directory ?? directory, url: known?.url ?? url });
  }
}

function addNamed(use: ClassUse, properties: LooseObject): void {
  const registryId = nameOf(properties['cnr_id']) || null;
  const auxId = nameOf(properties['aux_id']) || null;
  const name = registryId ?? auxId;
  if (name === null) return;
  const named = use.named.get(name.toLowerCase()) ?? { registryId, auxId, versions: new Set<string>() };
  const version = nameOf(properties['ver']);
  if (version !== '' && version !== 'unknown') named.versions.add(version);
  use.named.set(name.toLowerCase(), named);
}
