// The list of what a package holds, in the form of CycloneDX 1.6. It comes from what the bundler put in, not from package.json: React and all of the window
// are development dependencies there, and most of what the lock file names is in no package.

/** The address of a package of npm by the rules of package URLs: only the mark of a scope is written otherwise. */
export function packageUrl(name, version) {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

/** A licence as one identifier, or as an expression of several. */
function describeLicence(licence) {
  if (licence === undefined || licence === '') return {};
  return { licenses: [/[ ()]/.test(licence) ? { expression: licence } : { license: { id: licence } }] };
}

/**
 * @param {{name: string, version: string, licence: string, builtAt: string}} app `builtAt`: RFC 3339
 * @param {{name: string, version: string, licence?: string}[]} included each package once
 */
export function composeSbom(app, included) {
  const toComponent = ({ name, version, licence }) => ({
    type: 'library',
    'bom-ref': packageUrl(name, version),
    name,
    version,
    purl: packageUrl(name, version),
    ...describeLicence(licence),
  });
  const components = included.map(toComponent).sort((one, other) => (one.purl < other.purl ? -1 : 1));
  const self = packageUrl(app.name, app.version);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: app.builtAt,
      component: { ...toComponent(app), type: 'application', 'bom-ref': self },
    },
    components,
    dependencies: [{ ref: self, dependsOn: components.map(({ purl }) => purl) }],
  };
}
