// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apikey.AuthenticationResult.Cause;
import dev.apikey.AuthenticationResult.Undecided;
import dev.apikey.hashing.HmacSha256Hasher;
import dev.apikey.hashing.PepperRing;
import dev.apikey.spi.SecretHasher;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoredKeysCheckTest {

    private final Sandbox sandbox = new Sandbox();
    private final CapturedLog log = CapturedLog.ofThisThread();

    @AfterEach
    void close() {
        log.close();
    }

    private void check(String... accepted) {
        new StoredKeysCheck(
                        Set.of(accepted),
                        new SecretHashers(List.of(Sandbox.cheapHasher())),
                        sandbox.store,
                        new MillisClock(sandbox.clock))
                .run();
    }

    @Test
    void warnsWhereNoStoredKeyIsAccepted() {
        sandbox.issue();
        check("acme_eu");
        assertThat(log.text())
                .contains("none of the stored keys is accepted")
                .contains("acme_live")
                .contains("acme_eu");
    }

    @Test
    void warnsWhereAPepperIsMissing() {
        sandbox.issue();
        sandbox.issue();
        SecretHasher other = HmacSha256Hasher.of(PepperRing.of("another pepper of thirty-two bytes".getBytes(UTF_8)));
        new StoredKeysCheck(
                        Set.of("acme_live"),
                        new SecretHashers(List.of(other)),
                        sandbox.store,
                        new MillisClock(sandbox.clock))
                .run();
        assertThat(log.text()).contains("2 live keys cannot be verified").contains("hmac-sha256 k=");
        check("acme_live");
        assertThat(log.records()).hasSize(1);
    }

    /** Before anybody comes; and whoever comes is not refused for a pepper that the host forgot. */
    @Test
    void isMadeAfterTheStart() {
        List<IssuedKey> issued = Stream.generate(sandbox::issue).limit(3).toList();
        SecretHasher other = HmacSha256Hasher.of(PepperRing.of("another pepper of thirty-two bytes".getBytes(UTF_8)));
        try (CapturedLog ofAllThreads = new CapturedLog();
                ApiKeys keys = sandbox.builder().hasher(other).build()) {
            Crowd.await(() -> ofAllThreads.text().contains("3 live keys cannot be verified"));
            assertThat(issued)
                    .allSatisfy(key -> assertThat(keys.authenticate(key.revealToken(), "test"))
                            .isInstanceOfSatisfying(
                                    Undecided.class,
                                    undecided -> assertThat(undecided.cause()).isEqualTo(Cause.HASHER)));
        }
    }

    @Test
    void saysNothingWhereOneIsOrWhereThereAreNone() {
        check("acme_eu");
        sandbox.issue();
        check("acme_eu", "acme_live");
        assertThat(log.text()).doesNotContain("none of the stored keys");
    }
}
