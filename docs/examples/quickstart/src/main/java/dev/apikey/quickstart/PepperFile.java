// SPDX-License-Identifier: Apache-2.0
package dev.apikey.quickstart;

import dev.apikey.hashing.PepperRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The pepper of somebody who has not chosen one: made at the first start, kept beside the database, readable for its user only. */
final class PepperFile {

    private static final int BYTES = 32;

    private PepperFile() {}

    /** The pepper in this file, which is made if it is not there. */
    static PepperRing readOrCreate(Path file) {
        try {
            create(file);
        } catch (FileAlreadyExistsException kept) {
            return read(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("PEPPER is not set, and no file for it could be made at " + file, failure);
        }
        return read(file);
    }

    private static void create(Path file) throws IOException {
        byte[] pepper = new byte[BYTES];
        new SecureRandom().nextBytes(pepper);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file, privateTo(file));
        Files.writeString(file, Base64.getEncoder().encodeToString(pepper), StandardOpenOption.WRITE);
    }

    private static FileAttribute<?>[] privateTo(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static PepperRing read(Path file) {
        try {
            return PepperRing.parse(Files.readString(file).strip());
        } catch (IOException failure) {
            throw new UncheckedIOException("PEPPER is not set, and its file cannot be read: " + file, failure);
        } catch (IllegalArgumentException damaged) {
            throw new IllegalArgumentException("PEPPER is not set, and its file " + file
                    + " is damaged: restore it, or delete it" + " together with the database. " + damaged.getMessage());
        }
    }
}
