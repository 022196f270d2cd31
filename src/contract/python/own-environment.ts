/** What the environment is called that the installation came with. */
export const ownEnvironment = 'own';
