// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Decides while its heap is full, again and again, and once more when there is room and the timer has gone on. Started by {@link OutOfMemoryTest} in a JVM of its own. */
final class FullHeap {

    private static final Object[] NOTHING = {};
    private static final int ROUNDS = 3;
    private static final int DECISIONS = 10;
    private static final long LONGER_THAN_A_POLL = Duration.ofSeconds(1).toNanos();
    private static final int KEYS = 100;
    private static final int LARGEST = 1 << 18;
    private static final int SMALLEST = 4;

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys keys = sandbox.builder().build();
    private final List<String> right = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    /** What takes all room. */
    private final AtomicReference<Object[]> ballast = new AtomicReference<>(NOTHING);

    private int decided;
    private int undecided;
    private int thrown;
    private int wrongDecisions;

    private FullHeap() {
        for (int i = 0; i < KEYS; i++) {
            IssuedKey issued = keys.administer(Sandbox.EVERYTHING).issue(KeyRequest.of("CI", Permissions.of("*")));
            right.add(issued.revealToken());
            wrong.add(Token.generate("acme_live", issued.key().id(), new SecureRandom()));
        }
        keys.poll();
        for (int i = 0; i < KEYS / 2; i++) {
            decide(i); // The other half is not known before there is no room.
        }
    }

    /**
     * Takes all room in pieces that get smaller, each of which holds the one before.
     *
     * @param smallest how much the last ones hold: about as much is left
     */
    private static Object[] fill(int smallest) {
        Object[] all = NOTHING;
        for (int size = LARGEST; size >= smallest; size /= 2) {
            try {
                while (true) {
                    Object[] more = new Object[size];
                    more[0] = all;
                    all = more;
                }
            } catch (OutOfMemoryError full) {
                // The next ones are smaller.
            }
        }
        return all;
    }

    private void decide(int key) {
        decide(right.get(key), true);
        decide(wrong.get(key), false);
    }

    private void decide(String token, boolean isRight) {
        AuthenticationResult result;
        try {
            result = keys.authenticate(token, "here");
        } catch (OutOfMemoryError refused) {
            thrown++;
            return;
        }
        if (result instanceof Undecided) {
            undecided++;
        } else if (isRight ? result instanceof Authenticated : result instanceof Rejected) {
            decided++;
        } else {
            wrongDecisions++; // Thrown here, it could be taken for the error.
        }
    }

    private void forget() {
        decided = 0;
        undecided = 0;
        thrown = 0;
    }

    /** A busy machine may not look up a key in time. */
    private void awaitDecision(int key) {
        int sum = decided + 2;
        Crowd.await(() -> {
            decide(key);
            return decided >= sum;
        });
    }

    /** The timer goes on by itself. */
    private void awaitChangesMadeElsewhere() {
        sandbox.issue();
        Crowd.await(() -> keys.state().feed().sequence() == KEYS + 1);
    }

    /**
     * Prints how many were decided, undecided and refused by the error itself while there was no room; fails if one is decided wrongly, or not at all once there
     * is room.
     *
     * @param args the seed
     */
    public static void main(String[] args) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(args[0]));
        FullHeap heap = new FullHeap();
        heap.forget();
        for (int round = 0; round < ROUNDS; round++) {
            heap.ballast.set(fill(round == 0 ? SMALLEST : SMALLEST << random.nextInt(9)));
            long full = System.nanoTime();
            for (int i = 0; i < DECISIONS || System.nanoTime() - full < LONGER_THAN_A_POLL; i++) {
                heap.decide(random.nextInt(KEYS));
            }
            heap.ballast.set(NOTHING);
        }
        String full = heap.decided + " " + heap.undecided + " " + heap.thrown;
        heap.awaitChangesMadeElsewhere();
        for (int i = 0; i < KEYS; i++) {
            heap.awaitDecision(i);
        }
        if (heap.wrongDecisions > 0) {
            throw new IllegalStateException(heap.wrongDecisions + " wrong decisions");
        }
        System.out.println(full);
        heap.keys.close();
    }
}
