import type { ExampleWords } from '../http/path-words';

const example = (id: number, kind: string, params: object) => ({
  ui_id: `task_${id}`,
  client_id: 'client_abc',
  kind,
  params,
});

/** One task of each kind; those of the specification under its own names. */
export const taskExamples: Readonly<Record<string, ExampleWords>> = {
  install: {
    summary: 'The newest version of a pack, named by its repository',
    value: example(123, 'install', {
      id: 'pythongosssss/ComfyUI-Custom-Scripts',
      version: 'latest',
      selected_version: 'latest',
      mode: 'remote',
      channel: 'default',
    }),
  },
  update: {
    summary: 'One pack, to the newest version of where it came from',
    value: example(124, 'update', { node_name: 'ComfyUI-Custom-Scripts', node_ver: '1.0.0' }),
  },
  'update-all': {
    summary: 'Every enabled pack that came from the registry or from git',
    value: example(125, 'update-all', { mode: 'remote' }),
  },
  'update-comfyui': {
    summary: 'ComfyUI, to its newest release',
    value: example(126, 'update-comfyui', { is_stable: true }),
  },
  fix: {
    summary: 'The requirements and the install script of a pack once more',
    value: example(127, 'fix', { node_name: 'ComfyUI-Impact-Pack', node_ver: '2.0.0' }),
  },
  uninstall: {
    summary: 'Remove a pack',
    value: example(128, 'uninstall', { node_name: 'ComfyUI-AnimateDiff-Evolved', is_unknown: false }),
  },
  disable: {
    summary: 'Put a pack aside without removing it',
    value: example(129, 'disable', { node_name: 'ComfyUI-Manager', is_unknown: false }),
  },
  enable: { summary: 'Bring a disabled pack back', value: example(130, 'enable', { cnr_id: 'comfyui-manager' }) },
  'install-model': {
    summary: 'Download a model into the folder of its type',
    value: example(131, 'install-model', {
      name: 'SD 1.5 Base Model',
      type: 'checkpoint',
      base: 'SD1.x',
      save_path: 'default',
      url: 'https://huggingface.co/runwayml/stable-diffusion-v1-5/resolve/main/v1-5-pruned.safetensors',
      filename: 'v1-5-pruned.safetensors',
    }),
  },
  'remove-model': {
    summary: 'Move a model to the trash of the installation',
    value: example(136, 'remove-model', { path: '/home/ada/ComfyUI/models/checkpoints/v1-5-pruned.safetensors' }),
  },
  'link-models': {
    summary: 'Keep one of several copies of a model, and make the others further names of it',
    value: example(144, 'link-models', {
      path: '/home/ada/ComfyUI/models/checkpoints/v1-5-pruned.safetensors',
      others: ['/home/ada/ComfyUI/models/checkpoints/old/v1-5-pruned.safetensors'],
    }),
  },
  'move-model': {
    summary: 'Move a model into the folder of another type, or rename it',
    value: example(145, 'move-model', {
      path: '/home/ada/ComfyUI/models/checkpoints/detail.safetensors',
      folder: 'loras',
      new_name: 'more-detail.safetensors',
    }),
  },
  'use-models-folder': {
    summary: 'Have ComfyUI read the models of another folder where they lie; with `stop` no longer',
    value: example(146, 'use-models-folder', { path: '/mnt/models' }),
  },
  'move-models-folder': {
    summary:
      'Copy a folder of models to another disk, have ComfyUI read it there, and move the originals to the trash; with `keep` they stay',
    value: example(147, 'move-models-folder', { to: '/mnt/large/models' }),
  },
  'restore-snapshot': {
    summary: 'Bring everything back to a saved snapshot',
    value: example(132, 'restore-snapshot', { target: '2026-11-24_22-37-08_snapshot' }),
  },
  'install-packages': {
    summary: "Python packages by name, into ComfyUI's Python",
    value: example(133, 'install-packages', { packages: ['opencv-python-headless', 'numpy<2'] }),
  },
  'install-archive': {
    summary: 'A pack from a zip on this machine; the policy judges it like a git address',
    value: example(134, 'install-archive', { path: '/home/ada/Downloads/tidy-latents-main.zip' }),
  },
  'repair-packages': {
    summary: 'Put Python packages right that an interrupted change could not be taken back for yet',
    value: example(135, 'repair-packages', {}),
  },
  'create-environment': {
    summary: 'A new Python environment for ComfyUI and all enabled packs, used once ComfyUI has started with it',
    value: example(137, 'create-environment', { name: 'py312', python: '3.12', torch: 'cuda', use: true }),
  },
  'switch-environment': {
    summary: 'Another environment for ComfyUI, from its next start on; `own` is that of the installation',
    value: example(138, 'switch-environment', { name: 'own' }),
  },
  'remove-environment': {
    summary: 'Remove an environment that the app made and that is not in use',
    value: example(139, 'remove-environment', { name: 'py312' }),
  },
  'clean-cache': {
    summary: 'Remove repositories from the cache of Hugging Face, or empty that of uv or pip',
    value: example(140, 'clean-cache', { name: 'huggingface', entries: ['models--stabilityai--sd-vae-ft-mse'] }),
  },
  'rehearse-updates': {
    summary:
      'Start ComfyUI aside with the updates of some packs, and tell which of them are fine; nothing is installed',
    value: example(141, 'rehearse-updates', { packs: ['comfyui-impact-pack', 'ComfyUI-KJNodes'] }),
  },
  undo: {
    summary: 'Take back what one task changed',
    value: example(135, 'undo', { undo_ui_id: '0b9c7a34-1f3e-4d9d-9a6e-2f6c3a1e7d52' }),
  },
};
