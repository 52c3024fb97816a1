// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import dev.apikey.AuthenticationResult.Authenticated;
import dev.apikey.AuthenticationResult.Rejected;
import dev.apikey.AuthenticationResult.Undecided;
import java.lang.ref.Reference;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Decides while its heap is full, again and again, and once more when there is room and the timer has gone on. Started by {@link OutOfMemoryTest} in a JVM of its own. */
final class FullHeap {

    private static final int ROUNDS = 3;
    private static final int DECISIONS = 10;
    private static final int KEYS = 100;
    private static final int LARGEST = 1 << 18;
    private static final int SMALLEST = 4;

    private final Sandbox sandbox = new Sandbox();
    private final ApiKeys keys = sandbox.builder().build();
    private final List<String> right = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int decided;
    private int undecided;
    private int thrown;

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
        Object[] all = {};
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
            throw new IllegalStateException("a wrong decision");
        }
    }

    /** The timer goes on by itself. */
    private void awaitChangesMadeElsewhere() {
        sandbox.issue();
        Crowd.await(() -> keys.state().feed().sequence() == KEYS + 1);
    }

    /**
     * Prints how many were decided, undecided and refused by the error itself while there was no room, and at last how many were not decided when there was.
     *
     * @param args the seed
     */
    public static void main(String[] args) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(args[0]));
        FullHeap heap = new FullHeap();
        heap.decided = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Object[] ballast = fill(SMALLEST << random.nextInt(9));
            try {
                for (int i = 0; i < DECISIONS; i++) {
                    heap.decide(random.nextInt(KEYS));
                }
            } finally {
                Reference.reachabilityFence(ballast);
            }
        }
        String full = heap.decided + " " + heap.undecided + " " + heap.thrown;
        heap.awaitChangesMadeElsewhere();
        heap.undecided = 0;
        heap.thrown = 0;
        for (int i = 0; i < KEYS; i++) {
            heap.decide(i);
        }
        System.out.println(full + " " + (heap.undecided + heap.thrown));
        heap.keys.close();
    }
}
