import { CellFailure, type Executor } from './executor.ts';

/** What becomes of Python cells. */
export const PYTHON_NOT_RUN =
  'Python cells cannot be run yet. What PySpark has is there for TypeScript cells under the same names: make it a ts cell.';

/** Says what is to be said of Python cells. */
export const pythonExecutor: Executor = {
  execute: async () => {
    throw new CellFailure(PYTHON_NOT_RUN, { name: 'KernelNotAvailable' });
  },
};
