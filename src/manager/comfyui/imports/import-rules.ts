import type { ImportRule } from './import-rule';
import { rulesOfBinaries } from './binary-rules';
import { rulesOfComfy } from './comfyui-rules';
import { rulesOfFiles } from './file-rules';
import { rulesOfLibraries, rulesOfSingleLibraries } from './library-rules';
import { rulesOfMissingModules, rulesOfMixedUpModules } from './module-rules';
import { rulesOfPython } from './python-rules';
import { rulesOfEarlier, rulesOfSurroundings } from './surroundings-rules';
import { rulesOfSyntax } from './syntax-rules';
import { rulesOfTorch } from './torch-rules';

/** Every known cause. The first that fits is the answer, so what is specific stands above what is general. */
export const importRules: readonly ImportRule[] = [
  ...rulesOfBinaries,
  ...rulesOfTorch,
  ...rulesOfSingleLibraries,
  ...rulesOfMixedUpModules,
  ...rulesOfComfy,
  ...rulesOfSyntax,
  ...rulesOfPython,
  ...rulesOfMissingModules,
  ...rulesOfLibraries,
  ...rulesOfSurroundings,
  ...rulesOfFiles,
  ...rulesOfEarlier,
];
