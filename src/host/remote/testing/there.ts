import type { Installation } from '../../../contract/installation';

/** For tests only: the installation of another machine. */
export const there: Installation = {
  ...{ kind: 'git', rootDir: '/srv/ComfyUI', comfyDir: '/srv/ComfyUI', baseDir: '/srv/ComfyUI' },
  ...{
    customNodesDir: '/srv/ComfyUI/custom_nodes',
    userDir: '/srv/ComfyUI/user',
    interpreter: null,
    version: '0.3.61',
  },
};
