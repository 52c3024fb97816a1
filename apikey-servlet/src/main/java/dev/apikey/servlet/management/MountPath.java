// SPDX-License-Identifier: Apache-2.0
package dev.apikey.servlet.management;

import java.util.regex.Pattern;

/** Where a servlet of ours is, within the application's context. */
final class MountPath {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

    private MountPath() {}

    /** Whether this is segments of {@code [A-Za-z0-9._~-]}, each behind a slash, and no container would fold any of them. */
    static boolean isOne(String path) {
        return PATH.matcher(path).matches() && !path.matches(".*/\\.{1,2}(/.*)?");
    }
}
