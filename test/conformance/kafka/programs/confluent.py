"""confluent-kafka, the Python client on librdkafka, at work."""

import ctypes
import sys

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic
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


def producer_for(job, **more):
    return Producer(
        {
            "bootstrap.servers": job["bootstrap"],
            "acks": "all",
            "compression.codec": job["codec"],
            "enable.idempotence": job["idempotent"],
            "queue.buffering.max.messages": 1000000,
            **more,
        }
    )


def consumer_for(job, **more):
    return Consumer(
        {
            "bootstrap.servers": job["bootstrap"],
            "group.id": "not joined",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            **more,
        }
    )


def print_message(print_, message):
    _, timestamp = message.timestamp()
    headers = message.headers()
    for _, value in headers or ():
        if value is None:
            # confluent-kafka 1.7 gives away a None here that it does not own.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))
    print_(
        message.partition(),
        message.offset(),
        timestamp,
        message.key(),
        message.value(),
        headers,
    )


def produce(job):
    producer = producer_for(job)
    failures = []

    def on_delivery(error, _):
        if error is not None:
            failures.append(error)

    for partition, _, timestamp, key, value, headers in read_records(job["file"]):
        producer.produce(
            job["topic"],
            value,
            key,
            partition,
            timestamp=timestamp,
            headers=headers,
            on_delivery=on_delivery,
        )
        producer.poll(0)
    producer.flush()
    if failures:
        raise KafkaException(failures[0])


def read(job, range_):
    consumer = consumer_for(job)
    due = Due(range_)
    consumer.assign([TopicPartition(range_["topic"], p, range_["from"][p]) for p in due.left])
    while due.left:
        for message in consumer.consume(1000, 0.1):
            if message.error():
                raise KafkaException(message.error())
            print_message(due.take, message)
    consumer.close()


def offsets(job):
    consumer = consumer_for(job)
    partitions = [TopicPartition(job["topic"], p) for p in range(job["partitions"])]

    def row(timestamp):
        if timestamp < 0:
            marks = [consumer.get_watermark_offsets(partition) for partition in partitions]
            return [low if timestamp == -2 else high for low, high in marks]
        wanted = [TopicPartition(p.topic, p.partition, timestamp) for p in partitions]
        return [p.offset if p.offset >= 0 else None for p in consumer.offsets_for_times(wanted, 10)]

    print_event({"offsets": [row(timestamp) for timestamp in job["timestamps"]]})
    consumer.close()


def join(job):
    more = {"group.instance.id": job["instanceId"]} if "instanceId" in job else {}
    consumer = consumer_for(
        job,
        **{
            "group.id": job["group"],
            "session.timeout.ms": job["sessionTimeoutMs"],
            "heartbeat.interval.ms": 200,
            "partition.assignment.strategy": job["assignor"],
            "fetch.wait.max.ms": 100,
        },
        **more
    )
    cooperative = job["assignor"] == "cooperative-sticky"
    # What it has, and what is not committed yet.
    assigned, positions = set(), {}

    def tell():
        print_event({"assigned": sorted(assigned)})

    def on_assign(_, partitions):
        if cooperative:
            consumer.incremental_assign(partitions)
        else:
            consumer.assign(partitions)
            assigned.clear()
        assigned.update(p.partition for p in partitions)
        tell()

    def on_revoke(_, partitions):
        for partition in partitions:
            positions.pop(partition.partition, None)
            assigned.discard(partition.partition)
        if cooperative:
            consumer.incremental_unassign(partitions)
        else:
            consumer.unassign()
        tell()

    consumer.subscribe([job["topic"]], on_assign=on_assign, on_revoke=on_revoke, on_lost=on_revoke)
    while not stopped.is_set():
        messages = consumer.consume(500, 0.1)
        for message in messages:
            if message.error():
                raise KafkaException(message.error())
            print_message(print_record, message)
            positions[message.partition()] = message.offset() + 1
        if positions:
            flush()
            if commit(consumer, job["topic"], positions):
                positions.clear()
    # Leaves the group.
    consumer.close()


def commit(consumer, topic, positions):
    """False if it has to be done again."""
    offsets = [TopicPartition(topic, p, o) for p, o in positions.items()]
    try:
        consumer.commit(offsets=offsets, asynchronous=False)
    except KafkaException as error:
        # If another member has the partitions by now, it gets the records again.
        if error.args[0].name() in ("ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"):
            return True
        # The coordinator has gone, or the group is being balanced.
        print(error, file=sys.stderr)
        return False
    return True


class Load:
    """Sends the records of a LoadJob. A producer that ends with a fatal error gives way to another, which sends again what
    was not acknowledged: librdkafka before 2.3 counts as sent what it does not know the fate of when a broker goes, and
    takes the next broker's objection for the end (confluentinc/librdkafka#4438)."""

    def __init__(self, job):
        self.job = job
        self.texts = {p: [] for p in job["partitions"]}
        for record in read_records(job["file"]):
            if record[0] in self.texts:
                self.texts[record[0]].append(record)
        # By partition, in order, the numbers of what is not acknowledged.
        self.waiting = {p: {} for p in self.texts}
        self.begin()

    def begin(self):
        self.failures = []
        self.producer = producer_for(
            self.job,
            **{"linger.ms": 2, "message.timeout.ms": 120000, "reconnect.backoff.max.ms": 100}
        )
        for p, numbers in self.waiting.items():
            for number in list(numbers):
                self.hand_over(p, number)

    def send(self, number):
        for p in self.texts:
            self.waiting[p][number] = True
            self.hand_over(p, number)

    def hand_over(self, p, number):
        records = self.texts[p]
        _, _, timestamp, _, value, headers = records[number % len(records)]
        failures = self.failures

        def on_delivery(error, message):
            if error is not None:
                failures.append(error)
                return
            self.waiting[p].pop(number, None)
            # That it was there already is an acknowledgement without an offset.
            if message.offset() is not None:
                print_acknowledgement(message.partition(), message.offset(), number)

        try:
            self.producer.produce(
                self.job["topic"],
                value,
                "%s:%d:%d" % (self.job["name"], p, number),
                p,
                timestamp=timestamp,
                headers=headers,
                on_delivery=on_delivery,
            )
        except KafkaException as error:
            failures.append(error.args[0])

    def serve(self, seconds):
        try:
            self.producer.poll(seconds)
        except KafkaException as error:
            # How a fatal error is told, unless a record's delivery tells it first.
            self.failures.append(error.args[0])
        flush()
        if self.failures:
            if not any(error.fatal() for error in self.failures):
                raise KafkaException(self.failures[0])
            print(self.failures[0], file=sys.stderr)
            print_event({"beganAgain": True})
            self.begin()


def load(job):
    work = Load(job)
    number = 0
    while not stopped.is_set():
        work.send(number)
        number += 1
        work.serve(len(work.texts) / job["rate"])
    while any(work.waiting.values()):
        work.serve(0.1)


def administer(job):
    admin = AdminClient({"bootstrap.servers": job["bootstrap"]})
    topic = job["topic"]
    timeout = 10

    def done(futures):
        return [future.result() for future in futures.values()]

    def partitions():
        return len(admin.list_topics(topic, timeout).topics[topic].partitions)

    def configs():
        (found,) = done(admin.describe_configs([ConfigResource("topic", topic)]))
        return {name: found[name].value for name in job["configs"]}

    new = NewTopic(topic, 3, 1, config=job["configs"])
    done(admin.create_topics([new]))
    print_event({"step": "created", "partitions": partitions()})
    print_event({"step": "configs", "configs": configs()})
    altered = {name: str(int(value) + 1) for name, value in job["configs"].items()}
    done(admin.alter_configs([ConfigResource("topic", topic, set_config=altered)]))
    print_event({"step": "altered", "configs": configs()})
    done(admin.create_partitions([NewPartitions(topic, 5)]))
    print_event({"step": "enlarged", "partitions": partitions()})
    groups = {group.id: group for group in admin.list_groups(timeout=timeout)}
    if job["group"] in groups:
        print_event({"step": "group found"})
    group = groups[job["group"]]
    print_event({"step": "group", "state": group.state, "members": len(group.members)})
    consumer = consumer_for(job, **{"group.id": job["group"]})
    ends = range(len(admin.list_topics(job["full"], timeout).topics[job["full"]].partitions))
    committed = consumer.committed([TopicPartition(job["full"], p) for p in ends], timeout)
    found = {str(p.partition): p.offset for p in committed if p.offset >= 0}
    print_event({"step": "offsets", "offsets": found})
    consumer.close()
    try:
        done(admin.create_topics([new]))
    except KafkaException as error:
        print_event({"step": "exists", "error": error.args[0].name()})
    done(admin.delete_topics([topic], operation_timeout=timeout))
    if topic not in admin.list_topics(timeout=timeout).topics:
        print_event({"step": "deleted"})


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
