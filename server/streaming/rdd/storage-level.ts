/** Where an RDD is kept (Spark's StorageLevel). Here that is memory, whatever the level: the names are Spark's. */
export class StorageLevel {
  static readonly NONE = new StorageLevel('not kept');
  static readonly MEMORY_ONLY = new StorageLevel('Memory Deserialized 1x Replicated');
  static readonly MEMORY_ONLY_SER = new StorageLevel('Memory Serialized 1x Replicated');
  static readonly MEMORY_AND_DISK = new StorageLevel('Disk Memory Deserialized 1x Replicated');
  static readonly MEMORY_AND_DISK_SER = new StorageLevel('Disk Memory Serialized 1x Replicated');
  static readonly DISK_ONLY = new StorageLevel('Disk Serialized 1x Replicated');

  readonly description: string;

  private constructor(description: string) {
    this.description = description;
  }
}
