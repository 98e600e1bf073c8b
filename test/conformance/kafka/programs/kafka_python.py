"""kafka-python at work."""

import threading

from frames import (
    Due,
    flush,
    main,
    print_acknowledgement,
    print_event,
    print_record,
    read_all,
    read_records,
    stopped,
)
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.consumer.subscription_state import ConsumerRebalanceListener
from kafka.errors import CommitFailedError, NoBrokersAvailable, TopicAlreadyExistsError

BATCH = 10

# It never returns to the brokers that it was given, so it has to hear of those that come back before those
# that it knows have gone.
METADATA_MAX_AGE_MS = 500


def producer_for(job, **more):
    codec = job["codec"]
    return KafkaProducer(
        bootstrap_servers=job["bootstrap"],
        acks="all",
        compression_type=None if codec == "none" else codec,
        batch_size=65536,
        linger_ms=5,
        buffer_memory=1 << 27,
        max_in_flight_requests_per_connection=1,
        metadata_max_age_ms=METADATA_MAX_AGE_MS,
        **more
    )


def consumer_for(job, **more):
    return KafkaConsumer(
        bootstrap_servers=job["bootstrap"],
        fetch_max_wait_ms=100,
        metadata_max_age_ms=METADATA_MAX_AGE_MS,
        **more
    )


def send(producer, topic, record):
    partition, _, timestamp, key, value, headers = record
    return producer.send(
        topic, value, key, headers=headers, partition=partition, timestamp_ms=timestamp
    )


def produce(job):
    producer = producer_for(job, retries=5)
    failures = []
    for record in read_records(job["file"]):
        send(producer, job["topic"], record).add_errback(failures.append)
    producer.flush()
    producer.close()
    if failures:
        raise failures[0]


def read(job, range_):
    consumer = consumer_for(job, group_id=None, enable_auto_commit=False)
    partitions = [TopicPartition(range_["topic"], p) for p in range(len(range_["to"]))]
    consumer.assign(partitions)
    for partition in partitions:
        consumer.seek(partition, range_["from"][partition.partition])
    due = Due(range_)
    while due.left:
        for records in consumer.poll(timeout_ms=100, max_records=5000).values():
            for r in records:
                due.take(r.partition, r.offset, r.timestamp, r.key, r.value, r.headers)
    consumer.close()


def offsets(job):
    consumer = consumer_for(job, group_id=None)
    partitions = [TopicPartition(job["topic"], p) for p in range(job["partitions"])]

    def row(timestamp):
        if timestamp == -1:
            found = consumer.end_offsets(partitions)
        elif timestamp == -2:
            found = consumer.beginning_offsets(partitions)
        else:
            found = consumer.offsets_for_times({partition: timestamp for partition in partitions})
            found = {partition: entry and entry.offset for partition, entry in found.items()}
        return [found[partition] for partition in partitions]

    print_event({"offsets": [row(timestamp) for timestamp in job["timestamps"]]})
    consumer.close()


def join(job):
    # What ends a thread of the client's own, such as the one that keeps it in the group.
    broken = threading.Event()
    threading.excepthook = lambda thrown: broken.set()
    while not stopped.is_set():
        broken.clear()
        try:
            be_member(job, broken)
        except (ValueError, NoBrokersAvailable):
            # It looked for the socket of a connection that had just ended, and may have dropped records that it
            # had in hand: the next begins with what is committed. Or that one came too early.
            pass


def be_member(job, broken):
    consumer = consumer_for(
        job,
        group_id=job["group"],
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        session_timeout_ms=job["sessionTimeoutMs"],
        max_poll_interval_ms=job["sessionTimeoutMs"],
        heartbeat_interval_ms=200,
    )

    class TellAssignments(ConsumerRebalanceListener):
        def on_partitions_revoked(self, revoked):
            pass

        def on_partitions_assigned(self, assigned):
            print_event({"assigned": sorted(p.partition for p in assigned)})

    try:
        consumer.subscribe([job["topic"]], listener=TellAssignments())
        while not stopped.is_set() and not broken.is_set():
            polled = consumer.poll(timeout_ms=100)
            for records in polled.values():
                for r in records:
                    print_record(r.partition, r.offset, r.timestamp, r.key, r.value, r.headers)
            if polled:
                flush()
                commit(consumer)
    finally:
        # Leaves the group.
        consumer.close()


def commit(consumer):
    """Commits what has been printed, unless the consumer no longer may."""
    while True:
        try:
            consumer.commit()
            return
        except CommitFailedError:
            # Another member has the partitions by now, and the records again.
            return
        except ValueError:
            # As in `join`, but nothing was in hand.
            pass


def load(job):
    producer = producer_for(job, retries=1000000, retry_backoff_ms=50, reconnect_backoff_max_ms=100)
    texts = {p: [] for p in job["partitions"]}
    for record in read_records(job["file"]):
        if record[0] in texts:
            texts[record[0]].append(record)
    number = 0
    while not stopped.wait(BATCH * len(texts) / job["rate"]):
        sent = []
        for n in range(number, number + BATCH):
            for p, records in texts.items():
                record = list(records[n % len(records)])
                record[3] = ("%s:%d:%d" % (job["name"], p, n)).encode()
                sent.append((n, send(producer, job["topic"], record)))
        for n, future in sent:
            metadata = future.get(timeout=60)
            print_acknowledgement(metadata.partition, metadata.offset, n)
        flush()
        number += BATCH
    producer.close()


def administer(job):
    admin = KafkaAdminClient(bootstrap_servers=job["bootstrap"])
    topic, group = job["topic"], job["group"]

    def partitions():
        return len(admin.describe_topics([topic])[0]["partitions"])

    def configs():
        resource = ConfigResource(ConfigResourceType.TOPIC, topic, dict.fromkeys(job["configs"]))
        (response,) = admin.describe_configs([resource])
        return {entry[0]: entry[1] for entry in response.resources[0][4]}

    def groups():
        return [name for name, _ in admin.list_consumer_groups()]

    new = NewTopic(topic, 3, 1, topic_configs=job["configs"])
    admin.create_topics([new])
    print_event({"step": "created", "partitions": partitions()})
    print_event({"step": "configs", "configs": configs()})
    altered = {name: str(int(value) + 1) for name, value in job["configs"].items()}
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, altered)])
    print_event({"step": "altered", "configs": configs()})
    admin.create_partitions({topic: NewPartitions(5)})
    print_event({"step": "enlarged", "partitions": partitions()})
    if group in groups():
        print_event({"step": "group found"})
    (described,) = admin.describe_consumer_groups([group])
    print_event({"step": "group", "state": described.state, "members": len(described.members)})
    committed = admin.list_consumer_group_offsets(group)
    print_event(
        {"step": "offsets", "offsets": {str(p.partition): o.offset for p, o in committed.items()}}
    )
    admin.delete_consumer_groups([group])
    if group not in groups():
        print_event({"step": "group deleted"})
    try:
        admin.create_topics([new])
    except TopicAlreadyExistsError:
        print_event({"step": "exists", "error": "TOPIC_ALREADY_EXISTS"})
    admin.delete_topics([topic])
    if topic not in admin.list_topics():
        print_event({"step": "deleted"})
    admin.close()


main(
    {
        "produce": produce,
        "read": read_all(read),
        "offsets": offsets,
        "join": join,
        "load": load,
        "admin": administer,
    }
)
