import { wheelMetadata, type WheelSpec } from './wheel';
import { zipFiles } from './zip';

/** A package that has to be built: its own backend runs, in whatever program reads what it needs. */
export interface SourceSpec extends Pick<WheelSpec, 'name' | 'version' | 'requires'> {
  /** A file that the code of the package writes as soon as it runs. */
  marker: string;
}

export const sourceFileName = ({ name, version }: SourceSpec): string => `${name}-${version}.zip`;

/** Builds the source package (PEP 517 with a backend in its tree, which asks for nothing more). */
export function buildSource(spec: SourceSpec): Promise<Buffer> {
  const { name, version, marker } = spec;
  const root = `${name}-${version}`;
  const metadata = wheelMetadata(spec);
  const backend = `
import os, zipfile
with open(${JSON.stringify(marker)}, "a") as file:
    file.write("${name} ran\\n")
INFO = "${name.replaceAll('-', '_')}-${version}.dist-info"
METADATA = ${JSON.stringify(metadata)}
WHEEL = "Wheel-Version: 1.0\\nGenerator: world\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    os.makedirs(os.path.join(folder, INFO), exist_ok=True)
    for name, text in (("METADATA", METADATA), ("WHEEL", WHEEL)):
        with open(os.path.join(folder, INFO, name), "w") as file:
            file.write(text)
    return INFO
def build_wheel(folder, config_settings=None, metadata_directory=None):
    file_name = INFO.replace(".dist-info", "") + "-py3-none-any.whl"
    module = "${name.replaceAll('-', '_')}"
    with zipfile.ZipFile(os.path.join(folder, file_name), "w") as wheel:
        wheel.writestr(module + "/__init__.py", "")
        wheel.writestr(INFO + "/METADATA", METADATA)
        wheel.writestr(INFO + "/WHEEL", WHEEL)
        wheel.writestr(INFO + "/RECORD", "".join(path + ",,\\n" for path in (module + "/__init__.py", INFO + "/METADATA", INFO + "/WHEEL", INFO + "/RECORD")))
    return file_name
`;
  return zipFiles({
    [`${root}/PKG-INFO`]: metadata,
    [`${root}/pyproject.toml`]: '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    [`${root}/backend.py`]: backend,
  });
}
