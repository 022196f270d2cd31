import type { WheelSpec } from './wheel';

/** What the world's index holds, small stand-ins with real names, so that version rules meet real resolvers. */
export const standardWheels: WheelSpec[] = [
  { name: 'tinydep', version: '1.0', summary: 'The smallest requirement there is' },
  { name: 'tinydep', version: '2.0', summary: 'The smallest requirement there is' },
  { name: 'cvlib', version: '4.8', requires: ['numpy>=1.26'] },
  { name: 'numpy', version: '1.26.4' },
  { name: 'numpy', version: '2.0.0' },
  { name: 'pillow', version: '11.0.0', module: 'PIL' },
  { name: 'pyyaml', version: '6.0.2', module: 'yaml' },
  { name: 'safetensors', version: '0.5.3' },
  { name: 'transformers', version: '4.50.0' },
  { name: 'transformers', version: '4.44.0' },
  { name: 'torch', version: '2.7.1' },
  { name: 'torch', version: '2.6.0' },
  { name: 'torchvision', version: '0.22.1', requires: ['torch==2.7.1'] },
  { name: 'torchvision', version: '0.21.0', requires: ['torch==2.6.0'] },
  { name: 'torchaudio', version: '2.7.1', requires: ['torch==2.7.1'] },
  { name: 'opencv-python', version: '4.9.0', module: 'cv2', requires: ['numpy>=1.26'] },
  { name: 'opencv-contrib-python-headless', version: '4.9.0', module: 'cv2', requires: ['numpy>=1.26'] },
  { name: 'gitpython', version: '3.1.45', module: 'git' },
  { name: 'conflict-a', version: '1.0', requires: ['numpy<2'] },
  { name: 'conflict-b', version: '1.0', requires: ['numpy>=2'] },
  { name: 'comfyui-frontend-package', version: '1.23.4' },
  { name: 'comfyui-frontend-package', version: '1.24.4' },
];

/** What a fresh ComfyUI environment of the world has installed. */
export const preinstalledWheels: WheelSpec[] = standardWheels.filter((spec) =>
  ['torch 2.7.1', 'torchvision 0.22.1', 'torchaudio 2.7.1', 'numpy 1.26.4', 'pyyaml 6.0.2', 'safetensors 0.5.3']
    .concat(['transformers 4.50.0', 'pillow 11.0.0', 'comfyui-frontend-package 1.23.4'])
    .includes(`${spec.name} ${spec.version}`),
);
