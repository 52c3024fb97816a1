// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.apikey.FailureBudgets.Attempt;
import dev.apikey.Workers.Trust;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureBudgetsTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final FailureBudgets budgets = new FailureBudgets(nanos::get);
    private final UUID id = UUID.randomUUID();

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** For how long it is refused; nothing = it may try. */
    private Duration refused(String source) {
        try {
            budgets.begin(source, id).fail();
            return Duration.ZERO;
        } catch (TooManyFailuresException refused) {
            return refused.retryAfter();
        }
    }

    @Test
    void letASourceBeWrongTenTimesAboutAKeyAndThenOnceInSixSeconds() {
        for (int i = 0; i < 10; i++) {
            assertThat(refused("here")).isZero();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(refused("here")).isEqualTo(Duration.ofSeconds(6));
        }
        pass(Duration.ofSeconds(6));
        assertThat(refused("here")).isZero();
        assertThat(refused("here")).isEqualTo(Duration.ofSeconds(6));
        assertThatCode(() -> budgets.begin("here", UUID.randomUUID())).doesNotThrowAnyException();
        assertThat(refused("there")).isZero();
    }

    /** Each of them would have seen that nobody had failed yet. */
    @Test
    void letNoMoreThroughAtOnceThanOneAfterAnother() {
        AtomicLong let = new AtomicLong();
        for (int round = 0; round < 50; round++) {
            UUID key = UUID.randomUUID();
            try (Crowd<Boolean> crowd = new Crowd<>(16, () -> {
                for (int i = 0; i < 10; i++) {
                    try {
                        Attempt unused = budgets.begin("here", key);
                        let.incrementAndGet();
                    } catch (TooManyFailuresException refused) {
                        Thread.onSpinWait();
                    }
                }
                return true;
            })) {
                assertThat(crowd.outcomes()).hasSize(16);
            }
        }
        assertThat(let.get()).isLessThanOrEqualTo(500);
    }

    @Test
    void countNobodyWhoWasRight() {
        for (int i = 0; i < 1_000; i++) {
            budgets.begin("here", id).forgive();
        }
        assertThat(refused("here")).isZero();
        assertThat(budgets.trust("there")).isEqualTo(Trust.FULL);
    }

    @Test
    void letSixtySourcesBeWrongAboutAKeyAndThenOnlyThoseWhoWereNot() {
        for (int i = 0; i < 60; i++) {
            assertThat(refused("source " + i)).isZero();
        }
        assertThat(refused("source 1")).isEqualTo(Duration.ofMillis(500));
        assertThat(refused("another")).isZero();
        assertThat(refused("source 1")).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(refused("source 1")).isZero();
    }

    /** However many others were wrong, his own failure is forgotten in six seconds. */
    @Test
    void askNobodyToWaitForLongerThanItTakes() {
        assertThat(refused("here")).isZero();
        for (int i = 0; i < 1_000; i++) {
            refused("source " + i);
        }
        assertThat(refused("here")).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void trustASourceLittleThatHasFailedOrAskedForWhatIsNotThere() {
        assertThat(budgets.trust("here")).isEqualTo(Trust.FULL);
        assertThat(budgets.begin("here", id).trust()).isEqualTo(Trust.FULL);
        budgets.begin("here", id).fail();
        assertThat(budgets.trust("here")).isEqualTo(Trust.LITTLE);
        assertThat(budgets.begin("here", id).trust()).isEqualTo(Trust.LITTLE);
        assertThat(budgets.trustToLookUp("here")).isEqualTo(Trust.LITTLE);
        budgets.unknown("there");
        assertThat(budgets.trustToLookUp("there")).isEqualTo(Trust.LITTLE);
        assertThat(budgets.trustToLookUp("elsewhere")).isEqualTo(Trust.FULL);
    }

    /** From ever new sources, whoever makes up secrets for a key would be trusted like everybody else. */
    @Test
    void trustLittleWhoeverComesWithAKeyThatSomebodyWasWrongAbout() {
        budgets.begin("attacker", id).fail();
        assertThat(budgets.begin("here", id).trust()).isEqualTo(Trust.LITTLE);
        assertThat(budgets.begin("here", UUID.randomUUID()).trust()).isEqualTo(Trust.FULL);
        assertThat(budgets.trust("here")).isEqualTo(Trust.FULL);
        pass(Duration.ofMinutes(1));
        assertThat(budgets.begin("here", id).trust()).isEqualTo(Trust.FULL);
    }

    /** Each costs a look-up only, so that somebody could mark all sources, and with them those that have a new key to be verified. */
    @Test
    void trustEverybodyWithAHashHoweverManyAskForWhatIsNotThere() {
        for (int i = 0; i < 200_000; i++) {
            budgets.unknown("source " + i);
        }
        assertThat(budgets.trustToLookUp("here")).isEqualTo(Trust.LITTLE);
        assertThat(budgets.trust("here")).isEqualTo(Trust.FULL);
        assertThat(budgets.begin("here", id).trust()).isEqualTo(Trust.FULL);
    }

    /** Whoever has one address has 2^64 of them. */
    @Test
    void countAllAddressesOfANetworkTogether() {
        for (int i = 0; i < 10; i++) {
            assertThat(refused("2001:db8:1:2::" + Integer.toHexString(i + 1))).isZero();
        }
        assertThat(refused("2001:db8:1:2:ffff:ffff:ffff:ffff")).isEqualTo(Duration.ofSeconds(6));
        assertThat(refused("2001:db8:1:3::1")).isZero();
    }

    /** The level would have fallen by one a minute, for as many minutes as there had been requests. */
    @Test
    void trustAgainSoonAfterAFlood() {
        for (int i = 0; i < 100_000; i++) {
            budgets.unknown("here");
        }
        pass(Duration.ofMinutes(9));
        assertThat(budgets.trustToLookUp("here")).isEqualTo(Trust.LITTLE);
        pass(Duration.ofMinutes(1));
        assertThat(budgets.trustToLookUp("here")).isEqualTo(Trust.FULL);
    }

    /** As addresses behind a long name of a proxy are. */
    @Test
    void tellSourcesApartThatBeginAlike() {
        String proxy = "p".repeat(100);
        budgets.unknown(proxy + "1");
        assertThat(budgets.trustToLookUp(proxy + "1")).isEqualTo(Trust.LITTLE);
        assertThat(budgets.trustToLookUp(proxy + "2")).isEqualTo(Trust.FULL);
        assertThatCode(() -> budgets.unknown("\ud800".repeat(1_000_000))).doesNotThrowAnyException();
    }
}
