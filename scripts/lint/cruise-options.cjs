/** How the files are read for the folder rules. */
exports.CRUISE_OPTIONS = {
  doNotFollow: { path: 'node_modules' },
  // Imports of types are directions too.
  tsPreCompilationDeps: true,
  combinedDependencies: false,
  moduleSystems: ['es6', 'cjs'],
  enhancedResolveOptions: {
    extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.cjs', '.json', '.css'],
    exportsFields: ['exports'],
    conditionNames: ['import', 'types', 'default'],
    mainFields: ['module', 'main', 'types'],
  },
};
