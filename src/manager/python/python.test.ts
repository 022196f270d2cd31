import { describeRequirements } from './test-requirements';

describeRequirements('uv');
