// Names of what the kernel puts into cells' code: global, not to be enumerated.

/** The function that each `await` hands its value to, where cells that were interrupted end. */
export const RESUMED = '__resumed';
/** What stands for `import.meta`, and is as long. */
export const IMPORT_META = 'import_meta';
