// Runs before each test file, in a worker whose modules serve many.
import { afterAll } from 'vitest';
import { endAllOfFile } from '../src/base/testing/with-file';

afterAll(endAllOfFile);
