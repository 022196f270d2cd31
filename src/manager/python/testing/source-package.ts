import { pythonText } from '../../../base/process/python-text';

/** The files of a small package in source, as a repository has it: it is built without a network, by a build backend of its own. For tests. */
export function sourcePackage({ name, version }: { name: string; version: string }): Record<string, string> {
  const info = `${name}-${version}.dist-info`;
  const metadata = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, '', ''].join('\n');
  const wheel = ['Wheel-Version: 1.0', 'Generator: test', 'Root-Is-Purelib: true', 'Tag: py3-none-any', ''].join('\n');
  const files = { [`${name}/__init__.py`]: '', [`${info}/METADATA`]: metadata, [`${info}/WHEEL`]: wheel };
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,\n`).join('');
  const write = Object.entries({ ...files, [`${info}/RECORD`]: record }).map(
    ([path, text]) => `        archive.writestr(${pythonText(path)}, ${pythonText(text)})`,
  );
  return {
    'pyproject.toml': `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n[project]\nname = "${name}"\nversion = "${version}"\n`,
    'backend.py': [
      'import os, zipfile',
      'def build_wheel(folder, config_settings=None, metadata_directory=None):',
      `    file = "${name}-${version}-py3-none-any.whl"`,
      '    with zipfile.ZipFile(os.path.join(folder, file), "w") as archive:',
      ...write,
      '    return file',
      '',
    ].join('\n'),
  };
}
