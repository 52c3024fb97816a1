// SPDX-License-Identifier: Apache-2.0
package dev.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff",
        "2001:db8:1:2::1, 2001:0DB8:0001:0002:0:0:0:1",
        "2001:db8::1, 2001:db8:0:0:ffff::",
        "1::, 1:0:0:0:5:6:7:8",
        "::2:3:4:5:6:7:8, 0:2:3:4:9:9:9:9",
        "fe80::1%eth0, fe80::2%7"
    })
    void isTheSame(String one, String other) {
        assertThat(SourceNetwork.of(one)).isEqualTo(SourceNetwork.of(other)).isNotEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:3::1",
        "2001:db8:1:2::1, 2001:db8:12::1",
        "::1:2:3:4:5, ::2:2:3:4:5",
        "203.0.113.7, 203.0.113.8",
        "::ffff:203.0.113.7, ::ffff:203.0.113.8",
        "::ffff:cb00:7107, ::ffff:cb00:7108",
        "::1, ::2",
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
                "::",
                ":::",
                "203.0.113.7",
                "a:b",
                "1.2.3.4:80",
                "1::2::3",
                "12345::",
                "host.example:443",
                "[1::1]",
                "%",
                "1::1,1::2",
                "2001:db8::1 ",
                "job 7: nightly",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1:2:3:-4::5",
                "1:2:3:+4::5",
                "g::",
                "1::\u0661"
            })
    void ofWhatIsNoAddressIsItself(String source) {
        assertThat(SourceNetwork.of(source)).isEqualTo(source);
    }
}
