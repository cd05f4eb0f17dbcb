package dev.landlord.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page's modules that draw nothing, run where they belong: in the browser.
class ModulesTest extends AtPlayedHouse {
    @BeforeEach
    void open() {
        house.snapshot(Houses.empty());
        visit();
    }

    @Test
    void numbersReadAsPeopleWriteThem() {
        var said = run("""
            const u = await import('/js/model/units.js');
            return Object.fromEntries([
              'cores(0)', 'cores(0.004)', 'cores(0.5)', 'cores(1)', 'cores(1.996)', 'cores(12.34)', 'cores(1234.5)', 'cores(undefined)',
              'cores(null)',
              'bytes(0)', 'bytes(1023)', 'bytes(1024)', 'bytes(1048575)', 'bytes(268435456)', 'bytes(4509715661)', 'bytes(NaN)',
              'bytesPerSecond(209715200)', 'bytesPerSecond(undefined)', 'count(12345)', 'count(undefined)',
              'percent(0)', 'percent(0.004)', 'percent(0.98)', 'percent(2.126)', 'percent(undefined)',
              'microseconds(350)', 'microseconds(4200)', 'microseconds(2500000)',
              'duration(0)', 'duration(59400)', 'duration(245000)', 'duration(11520000)', 'duration(187200000)', 'clock("never")',
            ].map((call) => {
              const [name, argument] = call.slice(0, -1).split('(');
              const value = { undefined, null: null, NaN, '"never"': 'never' };
              return [call, u[name](argument in value ? value[argument] : Number(argument))];
            }));""");

        assertThat(said).isEqualTo(Map.ofEntries(
            Map.entry("cores(0)", "0 cores"), Map.entry("cores(0.004)", "< 0.01 cores"), Map.entry("cores(0.5)", "0.5 cores"),
            Map.entry("cores(1)", "1 core"), Map.entry("cores(1.996)", "2 cores"), Map.entry("cores(12.34)", "12.3 cores"),
            Map.entry("cores(1234.5)", "1,235 cores"), Map.entry("cores(undefined)", "not known"), Map.entry("cores(null)", "not known"),
            Map.entry("bytes(0)", "0 B"), Map.entry("bytes(1023)", "1023 B"), Map.entry("bytes(1024)", "1 KiB"),
            Map.entry("bytes(1048575)", "1 MiB"),
            Map.entry("bytes(268435456)", "256 MiB"), Map.entry("bytes(4509715661)", "4.2 GiB"), Map.entry("bytes(NaN)", "not known"),
            Map.entry("bytesPerSecond(209715200)", "200 MiB/s"), Map.entry("bytesPerSecond(undefined)", "not known"),
            Map.entry("count(12345)", "12,345"), Map.entry("count(undefined)", "not known"),
            Map.entry("percent(0)", "0 %"), Map.entry("percent(0.004)", "< 1 %"), Map.entry("percent(0.98)", "98 %"),
            Map.entry("percent(2.126)", "213 %"), Map.entry("percent(undefined)", "not known"),
            Map.entry("microseconds(350)", "350 µs"), Map.entry("microseconds(4200)", "4.2 ms"), Map.entry("microseconds(2500000)", "2.5 s"),
            Map.entry("duration(0)", "0 s"), Map.entry("duration(59400)", "59 s"), Map.entry("duration(245000)", "4 min 5 s"),
            Map.entry("duration(11520000)", "3 h 12 min"), Map.entry("duration(187200000)", "2 d 4 h"), Map.entry("clock(\"never\")", "not known")));
    }

    @Test
    void eventsAreReadHoweverTheyAreCutIntoPieces() {
        var read = run("""
            const { EventParser } = await import('/js/live/event-parser.js');
            const stream = ': still here\\n\\n'
              + 'event: snapshot\\r\\ndata: {"a":\\r\\ndata: 1}\\r\\n\\r\\n'
              + 'id: 7\\ndata:plain\\n\\nevent: empty\\n\\nevent:last\\rdata: x\\r\\r\\n';
            const told = (pieces) => {
              const parser = new EventParser();
              return JSON.stringify(pieces.flatMap((piece) => parser.push(piece)));
            };
            const cuts = [[stream], [...stream]];
            for (let at = 1; at < stream.length; at++) cuts.push([stream.slice(0, at), stream.slice(at)]);
            return [...new Set(cuts.map(told))];""");

        assertThat(read).isEqualTo(List.of(
            "[{\"event\":\"snapshot\",\"data\":\"{\\\"a\\\":\\n1}\"},"
                + "{\"event\":\"message\",\"data\":\"plain\"},{\"event\":\"last\",\"data\":\"x\"}]"));
    }

    @Test
    void whatThePageKeepsIsBounded() {
        var kept = run("""
            const { House } = await import('/js/model/house.js');
            const house = new House();
            house.apply('snapshot', {});
            for (let second = 0; second < 500; second++) {
              const at = new Date(1e12 + 1000 * second).toISOString();
              house.apply('tenant', { id: 'a', recent: [{ at, pids: second }, { at, pids: second }] });
              house.apply('tenant', { id: 'a', recent: [{ at, pids: -1 }] });
              house.apply('decision', { id: `d${second}`, tenant: 'a' });
            }
            const points = house.tenants.get('a').recent.map(({ pids }) => pids);
            return [points.length, points[0] < points.at(-1), points.includes(-1), house.decisions.length, house.decisions[0].id];""");

        assertThat(kept).isEqualTo(List.of(120L, true, false, 100L, "d499"));
    }

    @Test
    void decisionsAreInTheOrderInWhichTheyWereMadeHoweverTheyAreTold() {
        var ids = run("""
            const { House } = await import('/js/model/house.js');
            const house = new House();
            const decision = (id, at) => ({ id, tenant: 'a', at });
            house.apply('snapshot', { decisions: [decision('b4', '2026-11-22T10:00:04Z'), decision('b2', '2026-11-22T10:00:02Z')] });
            house.apply('decision', decision('a1', '2026-11-22T10:00:01Z'));
            house.apply('decision', decision('a3', '2026-11-22T10:00:03.5Z'));
            house.apply('decision', decision('a5', '2026-11-22T10:00:05Z'));
            return house.decisions.map(({ id }) => id);""");

        assertThat(ids).isEqualTo(List.of("a5", "b4", "a3", "b2", "a1"));
    }

    @Test
    void aServerWithAnotherClockDoesNotMakeFiguresStale() {
        var stale = run("""
            const { House } = await import('/js/model/house.js');
            const ahead = (ms) => new Date(Date.now() + ms).toISOString();
            const house = new House();
            const hour = 3_600_000;
            const tenants = [{ id: 'a', usage: { pids: 1 }, updatedAt: ahead(hour) }];
            house.apply('snapshot', { tenants }, new Date(Date.now() + hour).toUTCString());
            const isStale = (tenant) => house.isStale(tenant);
            return [isStale(house.tenants.get('a')), isStale({ usage: { pids: 1 }, updatedAt: ahead(hour - 20_000) }),
              isStale({ usage: {}, updatedAt: ahead(-hour) })];""");

        assertThat(stale).isEqualTo(List.of(false, true, false));
    }

    @Test
    void aConnectionOnWhichNothingIsHeardIsGivenUp() {
        var why = run("""
            const { LiveStream } = await import('/js/live/live-stream.js');
            const stream = new LiveStream(new URL('/api/v1/stream', location.href), () => {}, 400);
            const said = new Promise((resolve) => stream.addEventListener('status', () => {
              if (stream.status.phase === 'waiting') resolve(stream.status.why);
            }));
            stream.connect();
            const why = await said;
            stream.close();
            return why;""");

        assertThat(why).isEqualTo("nothing was heard for 0.4 s");
    }

    /// What the body of an asynchronous function returns in the page: strings, booleans, `Long`s, lists, maps.
    private static Object run(String body) {
        return browser.askLater(Object.class, """
            const done = arguments[arguments.length - 1];
            (async () => { %s })().then(done, (problem) => done(String(problem)));
            """.formatted(body));
    }
}
