import { msg } from '../../contract/text/message';
import type { CommandRow } from './row';

/** Models of which somebody has to choose. */
export const modelChoices = {
  rows: 'models.choices',
  columns: ['listed.filename', 'listed.type', 'listed.base', 'listed.size', 'listed.url'],
};

/** Workflows and models. */
export const libraryCommands: readonly CommandRow[] = [
  {
    path: 'workflow list',
    words: msg`Lists the workflows that are saved in the installation.`,
    operation: 'workflows.saved',
    lists: [{ rows: 'workflows', columns: ['path', 'changedAt'] }],
  },
  {
    path: 'workflow read',
    words: msg`Prints a workflow that is saved in the installation, by its path in "workflow list".`,
    example: 'workflow read default/workflows/portrait.json --json',
    operation: 'workflows.read',
    positionals: ['path'],
  },
  {
    path: 'workflow needs',
    words: msg`Tells which packs and models the workflow in a file needs, and what of it is there. Where the list has several models of a name, all are shown: get the one that is meant by "model get".`,
    example: 'workflow needs portrait.json',
    operation: 'workflows.needs',
    positionals: ['text'],
    fromFile: 'text',
    lists: [
      { rows: 'packs', columns: ['key', 'state', 'wantedVersion', 'installedVersion', 'problem'] },
      { rows: 'unknown', columns: ['name', 'count', 'reason'] },
      { rows: 'models', columns: ['name', 'state', 'directory', 'sizeBytes'] },
      modelChoices,
    ],
  },
  {
    path: 'workflow install',
    words: msg`Installs the packs and models that the workflow in a file needs and that are missing.`,
    example: 'workflow install portrait.json',
    own: 'install-needs',
    positionals: ['text'],
    fromFile: 'text',
  },
  {
    path: 'model list',
    words: msg`Lists the models on disk.`,
    operation: 'models.local',
    lists: [{ rows: 'models', columns: ['name', 'type', 'size_bytes', 'path'] }],
  },
  {
    path: 'model search',
    words: msg`Finds models of the list that ComfyUI-Manager keeps, by words.`,
    example: 'model search vae',
    operation: 'models.list',
    lists: [{ rows: 'models', columns: ['name', 'type', 'base', 'size', 'presence', 'url'] }],
    search: ['name', 'type', 'base', 'description', 'filename'],
  },
  {
    path: 'model find',
    words: msg`Finds models at Hugging Face and Civitai, by words or by the address of a page or a download there.`,
    example: 'model find https://civitai.com/models/12345',
    operation: 'models.find',
    positionals: ['query'],
    lists: [{ rows: 'models', columns: ['filename', 'type', 'base', 'size', 'presence', 'url'] }],
  },
  {
    path: 'model install',
    words: msg`Downloads the model that a page of Hugging Face or Civitai shows into the folder of its type, by the address of the page.`,
    example: 'model install https://civitai.com/models/12345',
    own: 'install-page',
    positionals: ['query', 'filename'],
  },
  {
    path: 'model get',
    words: msg`Downloads a model into the folder of its type.`,
    example: 'model get https://huggingface.co/owner/name/resolve/main/x.safetensors x.safetensors --type checkpoints',
    task: 'install-model',
    positionals: ['url', 'filename'],
    same: { name: 'filename' },
  },
  {
    path: 'model move-folder',
    words: msg`Moves the folder of models to another disk: each file is copied and compared, then ComfyUI reads it there.`,
    example: 'model move-folder /mnt/large/models',
    task: 'move-models-folder',
    positionals: ['to'],
  },
  {
    path: 'model rm',
    words: msg`Moves a model to the trash of the installation, by the path that "model list" shows.`,
    example: 'model rm /srv/ComfyUI/models/vae/old.safetensors',
    task: 'remove-model',
    positionals: ['path'],
    plan: { operation: 'models.removal', input: { path: 'path' } },
  },
];
