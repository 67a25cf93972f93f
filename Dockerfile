# The application alone: it expects a PostgreSQL server in DATABASE_URL (see docker-compose.yml). It holds no Chromium, so
# reports are had as a page to print, DOCX and XLSX; for PDF, run bin/hito on a machine that has one.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN make build VERSION=$VERSION
RUN mkdir -p /image/tmp && chmod 1777 /image/tmp # files that are brought wait there while they are read

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/bin/hito /hito
COPY --from=build /image/ /
USER 65532:65532
ENV HITO_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/hito", "health"]
ENTRYPOINT ["/hito"]
CMD ["serve"]
