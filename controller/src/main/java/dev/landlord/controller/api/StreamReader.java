package dev.landlord.controller.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;

/// One reader of the event stream. What it does not take at once waits in a bounded queue, behind the snapshot that it begins with.
/// Confined to the event loop.
final class StreamReader {
    /// Bytes handed to the connection before it says that it is full.
    private static final int WRITE_QUEUE = 64 * 1024;

    private final HttpServerResponse response;
    private final int mostWaitingBytes;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean began;

    StreamReader(HttpServerResponse response, int mostWaitingBytes) {
        this.response = response;
        this.mostWaitingBytes = mostWaitingBytes;
        response.setWriteQueueMaxSize(WRITE_QUEUE);
        response.drainHandler(_ -> flush());
    }

    /// The snapshot is there, before everything that was offered meanwhile.
    void begin(Buffer snapshot) {
        began = true;
        if (!response.closed()) {
            response.write(snapshot);
            flush();
        }
    }

    /// @return false if the reader is too slow: more waits for it than may
    boolean offer(Buffer frame) {
        waiting.addLast(frame);
        waitingBytes += frame.length();
        flush();
        return waitingBytes <= mostWaitingBytes;
    }

    void cut() {
        waiting.clear();
        waitingBytes = 0;
        response.reset();
    }

    void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    private void flush() {
        while (began && !waiting.isEmpty() && !response.closed() && !response.writeQueueFull()) {
            var frame = waiting.removeFirst();
            waitingBytes -= frame.length();
            response.write(frame);
        }
    }
}
