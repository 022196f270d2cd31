import { expect, it } from 'vitest';
import { ManifestModel } from '../../contract/library/model-manifest';
import type { InstallModelParams } from '../../contract/models';
import type { WorkflowModel } from '../../contract/workflows';
import { describeNeed } from './describe-need';

const sha256 = 'a'.repeat(64);
const file = ManifestModel.parse({ name: 'x.safetensors', type: 'loras', size_bytes: 10, sha256 });
const path = '/models/loras/x.safetensors';
const rows = new Map([[path, file]]);
const install: InstallModelParams = {
  ...{ name: 'x', type: 'loras', base: 'SDXL', filename: 'x.safetensors' },
  url: 'https://example.com/x.safetensors?token=secret',
};

const need = (fields: Partial<WorkflowModel>): WorkflowModel => ({
  ...{ name: 'x.safetensors', directory: 'loras', state: 'missing', path: null },
  ...{ listed: null, sizeBytes: null, folder: null, install: null },
  ...fields,
});

it('says of a file that the workflow finds what is known of it, and where the workflow says it comes from', () => {
  expect(describeNeed(need({ state: 'present', path, install }), rows)).toEqual({
    ...file,
    urls: ['https://example.com/x.safetensors'],
  });
});

it('takes neither size nor hash of a file that only has the name', () => {
  const row = describeNeed(need({ state: 'elsewhere', path, directory: 'vae' }), rows);
  expect(row).toMatchObject({ type: 'vae', size_bytes: null, sha256: null });
});

it('names what is missing with its address, and leaves out what nobody knows a folder for', () => {
  expect(describeNeed(need({ install }), rows)).toMatchObject({ urls: ['https://example.com/x.safetensors'] });
  expect(describeNeed(need({ directory: null }), rows)).toBeNull();
  expect(describeNeed(need({ directory: '../evil' }), rows)).toBeNull();
});
