// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff",
        "2001:db8:1:2::1, 2001:0DB8:0001:0002:0:0:0:1",
        "fe80::1%eth0, fe80::2%7",
        "::1, ::2",
        "::ffff:203.0.113.7, 203.0.113.7"
    })
    void isTheSame(String one, String other) {
        assertThat(SourceNetwork.of(one)).isEqualTo(SourceNetwork.of(other));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:3::1",
        "203.0.113.7, 203.0.113.8",
        "::ffff:203.0.113.7, ::ffff:203.0.113.8",
        "ada, ben"
    })
    void isAnother(String one, String other) {
        assertThat(SourceNetwork.of(one)).isNotEqualTo(SourceNetwork.of(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "203.0.113.7",
                "a:b",
                "1.2.3.4:80",
                "::1::2",
                "12345::",
                "host.example:443",
                "[::1]",
                "%",
                "::1,::2",
                "2001:db8::1 ",
                "job 7: nightly"
            })
    void ofWhatIsNoAddressIsItself(String source) {
        assertThat(SourceNetwork.of(source)).isEqualTo(source);
    }

    /** A name would be asked for, on the thread of a request. */
    @Test
    void asksNobodyForAName() {
        assertThat(SourceNetwork.of("localhost")).isEqualTo("localhost");
        assertThat(SourceNetwork.of("cafe")).isEqualTo("cafe");
    }
}
