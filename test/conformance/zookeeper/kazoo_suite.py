"""kazoo, an unmodified ZooKeeper client, against the coordination service.

Called with the address and the names of the tests to run. Prints `ok NAME` or `failed NAME: why` for each. Where a
test wants the server to restart it prints `restart`.
"""

import logging
import sys
import threading
import time
import traceback

from kazoo.client import KazooClient, KazooState
from kazoo.exceptions import (
    BadVersionError,
    ConnectionLoss,
    InvalidACLError,
    NoAuthError,
    NoChildrenForEphemeralsError,
    NodeExistsError,
    NoNodeError,
    NotEmptyError,
    RolledBackError,
    RuntimeInconsistency,
)
from kazoo.recipe.queue import LockingQueue
from kazoo.security import make_acl, make_digest_acl

HOSTS = sys.argv[1]
PATIENCE = 20
opened = []


def connect(timeout=4.0, **options):
    client = KazooClient(hosts=HOSTS, timeout=timeout, **options)
    client.start(timeout=PATIENCE)
    opened.append(client)
    return client


def until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "not within %s s: %s" % (PATIENCE, what)
        time.sleep(0.01)


def raises(kind, call, *args, **options):
    try:
        call(*args, **options)
    except kind as error:
        return error
    raise AssertionError("%s was not raised" % kind.__name__)


def break_connection(client):
    client._connection._socket.shutdown(2)


def test_create_get_set_delete():
    zk = connect()
    assert zk.create("/basic", b"one") == "/basic"
    raises(NodeExistsError, zk.create, "/basic", b"two")
    data, stat = zk.get("/basic")
    assert data == b"one" and stat.version == 0 and stat.dataLength == 3
    assert stat.czxid == stat.mzxid == stat.pzxid and stat.ephemeralOwner == 0
    assert abs(stat.ctime / 1000 - time.time()) < 60
    changed = zk.set("/basic", b"three", version=0)
    assert changed.version == 1 and changed.mzxid > changed.czxid
    raises(BadVersionError, zk.set, "/basic", b"four", version=0)
    raises(NoNodeError, zk.create, "/basic/a/b", b"")
    zk.create("/basic/a", b"")
    assert zk.exists("/basic").children_count == 1 and zk.exists("/basic").cversion == 1
    raises(NotEmptyError, zk.delete, "/basic")
    raises(BadVersionError, zk.delete, "/basic/a", version=7)
    zk.delete("/basic/a", version=0)
    assert zk.exists("/basic").cversion == 2
    zk.delete("/basic")
    assert zk.exists("/basic") is None
    raises(NoNodeError, zk.get, "/basic")
    raises(NoNodeError, zk.get_children, "/basic")
    raises(NoNodeError, zk.delete, "/basic")


def test_names_and_data_of_any_kind():
    zk = connect()
    for name in ["Ünïcode", "with space", "日本語", "a.b", "..."]:
        path = zk.create("/kinds/" + name, name.encode(), makepath=True)
        assert zk.get(path)[0] == name.encode()
    assert sorted(zk.get_children("/kinds")) == sorted(
        ["Ünïcode", "with space", "日本語", "a.b", "..."]
    )
    everything = bytes(range(256)) * 3600
    zk.set("/kinds/a.b", everything)
    assert zk.get("/kinds/a.b")[0] == everything
    zk.set("/kinds/a.b", b"")
    assert zk.get("/kinds/a.b")[0] == b""
    children, stat = zk.get_children("/kinds", include_data=True)
    assert len(children) == stat.numChildren == 5
    assert zk.sync("/kinds") == "/kinds"


def test_a_request_over_the_limit_costs_the_connection():
    zk = connect()
    zk.create("/limit", b"kept")
    raises(ConnectionLoss, zk.set, "/limit", bytes(1024 * 1024))
    assert zk.retry(zk.get, "/limit")[0] == b"kept"


def test_ephemeral():
    owner, other = connect(), connect()
    owner.create("/ephemeral/e", b"", ephemeral=True, makepath=True)
    assert other.exists("/ephemeral/e").ephemeralOwner == owner.client_id[0]
    raises(NoChildrenForEphemeralsError, other.create, "/ephemeral/e/child", b"")
    gone = threading.Event()
    other.exists("/ephemeral/e", watch=lambda event: gone.set())
    owner.stop()
    assert gone.wait(PATIENCE)
    assert other.exists("/ephemeral/e") is None and other.exists("/ephemeral")


def test_sequential():
    zk = connect()
    zk.create("/sequential", b"")
    make = lambda prefix, **how: zk.create("/sequential/" + prefix, b"", sequence=True, **how)
    assert make("a-") == "/sequential/a-0000000000"
    assert make("b-", ephemeral=True) == "/sequential/b-0000000001"
    zk.delete("/sequential/a-0000000000")
    assert make("a-") == "/sequential/a-0000000002"
    assert make("") == "/sequential/0000000003"


def test_watches_fire_once_and_before_the_reply():
    zk, other = connect(), connect()
    zk.create("/watched", b"0")
    seen = []
    watch = lambda event: seen.append((event.type, event.path))
    zk.get("/watched", watch=watch)
    zk.get_children("/watched", watch=watch)
    zk.exists("/watched/child", watch=watch)
    other.set("/watched", b"1")
    other.set("/watched", b"2")
    other.create("/watched/child", b"")
    other.create("/watched/second", b"")
    until(lambda: len(seen) == 3, "three events, not %s" % seen)
    zk.sync("/")
    assert seen == [("CHANGED", "/watched"), ("CREATED", "/watched/child"), ("CHILD", "/watched")]
    del seen[:]
    zk.get("/watched/child", watch=watch)
    zk.get_children("/watched/child", watch=watch)
    other.delete("/watched/child")
    until(lambda: len(seen) >= 1, "the deletion")
    assert set(seen) == {("DELETED", "/watched/child")}


def test_data_and_children_watches_follow():
    zk, other = connect(), connect()
    zk.create("/followed", b"")
    values, children = [], []
    zk.DataWatch("/followed", lambda data, stat: values.append(data))
    zk.ChildrenWatch("/followed", lambda names: children.append(sorted(names)))
    for value in [b"1", b"2", b"3"]:
        other.set("/followed", value)
        until(lambda: values[-1] == value, "data %s" % value)
    other.create("/followed/a", b"")
    until(lambda: children[-1] == ["a"], "one child")
    break_connection(zk)
    other.set("/followed", b"4")
    other.create("/followed/b", b"")
    until(lambda: values[-1] == b"4", "data changed while away")
    until(lambda: children[-1] == ["a", "b"], "children changed while away")
    assert zk.state == KazooState.CONNECTED


def test_transactions():
    zk = connect()
    good = zk.transaction()
    good.create("/multi", b"1")
    good.create("/multi/n-", b"", sequence=True)
    good.check("/multi", 0)
    good.set_data("/multi", b"2")
    good.delete("/multi/n-0000000000")
    results = good.commit()
    assert results[:3] == ["/multi", "/multi/n-0000000000", True] and results[4] is True
    assert results[3].version == 1
    bad = zk.transaction()
    bad.create("/multi/a", b"")
    bad.check("/multi", 0)
    bad.create("/multi/b", b"")
    kinds = [type(result) for result in bad.commit()]
    assert kinds == [RolledBackError, BadVersionError, RuntimeInconsistency], kinds
    assert zk.get_children("/multi") == [] and zk.get("/multi")[0] == b"2"


def test_access_control():
    alice = connect(auth_data=[("digest", "alice:secret")])
    mallory = connect()
    acl = make_digest_acl("alice", "secret", all=True)
    alice.create("/private", b"x", acl=[acl])
    assert alice.get("/private")[0] == b"x"
    raises(NoAuthError, mallory.get, "/private")
    raises(NoAuthError, mallory.set, "/private", b"y")
    raises(NoAuthError, mallory.create, "/private/a", b"")
    raises(NoAuthError, mallory.get_acls, "/private")
    raises(InvalidACLError, mallory.create, "/nobody", b"", acl=[make_acl("auth", "", all=True)])
    raises(InvalidACLError, mallory.create, "/nobody", b"", acl=[make_acl("nothing", "x", all=True)])
    alice.set_acls("/private", [acl, make_acl("world", "anyone", read=True)])
    assert mallory.get("/private")[0] == b"x"
    seen = {str(entry.id.id) for entry in mallory.get_acls("/private")[0]}
    assert seen == {"alice:x", "anyone"}, seen
    local = make_acl("ip", "127.0.0.0/8", all=True)
    alice.create("/here", b"", acl=[local, make_acl("ip", "::1", all=True)])
    assert mallory.get("/here")[0] == b""
    break_connection(alice)
    assert alice.retry(alice.get, "/private")[0] == b"x"
    alice.retry(alice.set, "/private", b"z")


def test_pipelined_requests():
    zk = connect()
    zk.create("/many", b"")
    made = [zk.create_async("/many/n", str(i).encode(), sequence=True) for i in range(2000)]
    assert [result.get(timeout=PATIENCE) for result in made] == [
        "/many/n%010d" % i for i in range(2000)
    ]
    assert len(zk.get_children("/many")) == 2000
    read = [zk.get_async("/many/n%010d" % i) for i in range(2000)]
    assert [result.get(timeout=PATIENCE)[0] for result in read] == [
        str(i).encode() for i in range(2000)
    ]


def test_chroot():
    whole = connect()
    whole.create("/below/here", b"", makepath=True)
    zk = connect()
    zk.chroot = "/below/here"
    zk.create("/a", b"1")
    assert whole.get("/below/here/a")[0] == b"1"


def test_lock():
    clients = [connect() for _ in range(3)]
    held, most, turns = [0], [0], []

    def work(client):
        lock = client.Lock("/lock", str(client.client_id[0]))
        for _ in range(5):
            with lock:
                held[0] += 1
                most[0] = max(most[0], held[0])
                turns.append(client)
                time.sleep(0.002)
                held[0] -= 1

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(turns) == 15 and most[0] == 1
    assert clients[0].Lock("/lock").contenders() == []


def test_lock_of_a_client_that_dies_is_free():
    dying, waiting = connect(), connect()
    assert dying.Lock("/orphaned").acquire(timeout=PATIENCE)
    taken = threading.Event()
    thread = threading.Thread(target=lambda: waiting.Lock("/orphaned").acquire() and taken.set())
    thread.start()
    assert not taken.wait(0.1)
    dying.stop()
    assert taken.wait(PATIENCE)
    thread.join(PATIENCE)


def test_election():
    clients = [connect(), connect()]
    led = []

    def lead(client):
        led.append(client)
        assert len(client.Election("/election").contenders()) >= 1

    threads = [
        threading.Thread(target=client.Election("/election", "c").run, args=(lead, client))
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(map(id, led)) == sorted(map(id, clients))


def test_counter():
    clients = [connect() for _ in range(3)]
    counters = [client.Counter("/counter") for client in clients]

    def count(counter):
        for _ in range(20):
            counter += 1

    threads = [threading.Thread(target=count, args=(counter,)) for counter in counters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert counters[0].value == 60, counters[0].value


def test_semaphore_barrier_party_and_queues():
    one, other = connect(), connect()
    first, second = one.Semaphore("/semaphore", max_leases=1), other.Semaphore("/semaphore", max_leases=1)
    assert first.acquire() and not second.acquire(blocking=False)
    first.release()
    assert second.acquire(timeout=PATIENCE)
    barrier = one.DoubleBarrier("/barrier", 2)
    thread = threading.Thread(target=lambda: other.DoubleBarrier("/barrier", 2).enter())
    thread.start()
    barrier.enter()
    thread.join(PATIENCE)
    assert barrier.participating
    party = one.Party("/party", "a")
    party.join()
    other.Party("/party", "b").join()
    assert sorted(party) == ["a", "b"]
    party.leave()
    until(lambda: list(party) == ["b"], "one to leave the party")
    queue = LockingQueue(one, "/queue")
    queue.put_all([b"late", b"later"], priority=200)
    queue.put(b"soon", priority=1)
    taker = LockingQueue(other, "/queue")
    for expected in [b"soon", b"late", b"later"]:
        assert taker.get(timeout=PATIENCE) == expected
        taker.consume()


def test_a_broken_connection_keeps_the_session():
    zk, other = connect(), connect()
    zk.create("/kept", b"", ephemeral=True)
    session = zk.client_id
    states = []
    zk.add_listener(states.append)
    fired = threading.Event()
    zk.exists("/appears", watch=lambda event: fired.set())
    break_connection(zk)
    until(lambda: KazooState.SUSPENDED in states, "notice of the broken connection")
    other.create("/appears", b"")
    until(lambda: zk.connected and KazooState.CONNECTED in states, "reconnection")
    assert zk.client_id == session and KazooState.LOST not in states
    assert fired.wait(PATIENCE)
    assert zk.exists("/kept").ephemeralOwner == session[0]


def test_a_lost_session_is_told():
    zk, other = connect(), connect()
    zk.create("/lost", b"", ephemeral=True)
    session, states = zk.client_id, []
    zk.add_listener(states.append)
    # Whoever knows a session's id and password can end it.
    thief = KazooClient(hosts=HOSTS, client_id=session)
    thief.start(timeout=PATIENCE)
    thief.stop()
    thief.close()
    until(lambda: KazooState.LOST in states, "notice of the lost session")
    until(lambda: zk.connected and zk.client_id[0] != session[0], "another session")
    assert other.exists("/lost") is None


def test_a_silent_client_loses_its_session():
    zk, other = connect(timeout=0.5), connect()
    zk.create("/silent", b"", ephemeral=True)
    gone = threading.Event()
    other.exists("/silent", watch=lambda event: gone.set())
    begin = time.monotonic()
    states = []
    zk.add_listener(states.append)
    # From now on not a word, over a connection that stands.
    zk._connection._send_ping = lambda timeout: None
    assert gone.wait(PATIENCE)
    assert 0.3 < time.monotonic() - begin < 5
    until(lambda: KazooState.LOST in states, "notice of the lost session")


def test_a_restarted_server():
    zk = connect(timeout=10.0)
    zk.create("/durable", b"1")
    zk.create("/durable/e", b"", ephemeral=True)
    session, states = zk.client_id, []
    zk.add_listener(states.append)
    fired = threading.Event()
    zk.get("/durable", watch=lambda event: fired.set())
    print("restart", flush=True)
    until(lambda: KazooState.SUSPENDED in states, "notice of the server's end")
    assert zk.retry(zk.get, "/durable")[0] == b"1"
    assert zk.client_id == session and KazooState.LOST not in states
    assert zk.exists("/durable/e").ephemeralOwner == session[0]
    zk.set("/durable", b"2")
    assert fired.wait(PATIENCE)


def test_four_letter_words():
    zk = connect()
    assert zk.command(b"ruok") == "imok"
    assert zk.server_version() >= (3, 9)
    assert "Mode: standalone" in zk.command(b"srvr")
    assert "0x%x" % zk.client_id[0] in zk.command(b"cons")
    values = dict(line.split("\t") for line in zk.command(b"mntr").splitlines())
    assert int(values["zk_znode_count"]) > 4
    assert zk.command(b"isro") == "rw"


def main():
    logging.disable(logging.CRITICAL)
    for name in sys.argv[2:]:
        try:
            globals()[name]()
            print("ok", name, flush=True)
        except BaseException:
            why = traceback.format_exc().strip().replace("\n", "\\n")
            print("failed", name + ":", why, flush=True)
        for client in opened:
            client.stop()
            client.close()
        del opened[:]


main()
