import type { ImportRule } from './import-rule';
import { rulesOfBinaries } from './rules-of-binaries';
import { rulesOfComfy } from './rules-of-comfyui';
import { rulesOfFiles } from './rules-of-files';
import { rulesOfLibraries, rulesOfSingleLibraries } from './rules-of-libraries';
import { rulesOfMissingModules, rulesOfMixedUpModules } from './rules-of-modules';
import { rulesOfPython } from './rules-of-python';
import { rulesOfEarlier, rulesOfSurroundings } from './rules-of-surroundings';
import { rulesOfSyntax } from './rules-of-syntax';
import { rulesOfTorch } from './rules-of-torch';

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
